/** What tells two elements of one list apart, in the order of trust. */
const KEYS = ['id', 'data-key', 'data-suggestion', 'data-operation', 'data-node', 'data-framework'];

/**
 * Makes the children of `element` those of `html`, and leaves alone what is the same: what a person has opened, typed or
 * focused stays.
 */
export function morph(element: Element, html: string): void {
  const template = document.createElement('template');
  template.innerHTML = html;
  children(element, template.content);
}

function children(from: Node, to: Node): void {
  let here = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = here !== null && same(here, wanted) ? here : keyed(from, wanted);
    if (match === undefined) {
      from.insertBefore(wanted, here);
      continue;
    }
    if (match === here) here = here.nextSibling;
    else from.insertBefore(match, here);
    node(match, wanted);
  }
  while (here !== null) {
    const next = here.nextSibling;
    from.removeChild(here);
    here = next;
  }
}

function node(from: Node, to: Node): void {
  if (from.isEqualNode(to)) return;
  if (from instanceof Element && to instanceof Element) {
    attributes(from, to);
    children(from, to);
  } else if (from.nodeValue !== to.nodeValue) {
    from.nodeValue = to.nodeValue;
  }
}

function attributes(from: Element, to: Element): void {
  // What is there already was opened or closed by a person.
  const kept = (name: string) => name === 'open' && from.tagName === 'DETAILS';
  for (const { name, value } of [...to.attributes])
    if (from.getAttribute(name) !== value && !kept(name)) from.setAttribute(name, value);
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !kept(name)) from.removeAttribute(name);
}

function same(a: Node, b: Node): boolean {
  if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName) return false;
  return !(a instanceof Element && b instanceof Element) || key(a) === key(b);
}

function keyed(parent: Node, wanted: Node): ChildNode | undefined {
  if (!(wanted instanceof Element) || key(wanted) === undefined) return undefined;
  return [...parent.childNodes].find((child) => same(child, wanted));
}

function key(element: Element): string | undefined {
  for (const name of KEYS) {
    const value = element.getAttribute(name);
    if (value !== null) return `${name}=${value}`;
  }
  return undefined;
}
