import { beforeEach, describe, expect, it } from 'vitest';
import { morph } from './morph';

let host: HTMLElement;

beforeEach(() => {
  host = document.createElement('div');
  document.body.replaceChildren(host);
});

describe('morph', () => {
  it('becomes what it is given', () => {
    host.innerHTML = '<p class="a">old</p><ul><li>1</li><li>2</li></ul>';
    const html = '<p class="b" title="t">new <b>bold</b></p><ul><li>2</li></ul><hr>';
    morph(host, html);
    expect(host.innerHTML).toBe(html);
  });

  it('keeps the elements that stay, by their key, in whatever order', () => {
    host.innerHTML = '<article data-operation="op-1">1</article><article data-operation="op-2">2</article>';
    const [one, two] = [...host.children];
    morph(host, '<article data-operation="op-3">3</article><article data-operation="op-2">2</article>');
    expect(host.children[1]).toBe(two);
    expect(one?.isConnected).toBe(false);
    expect(host.textContent).toBe('32');
  });

  it('leaves what a person has opened, typed and focused', () => {
    host.innerHTML = '<details><summary>Undo</summary><input name="reason"></details><p>1</p>';
    const details = host.querySelector('details') as HTMLDetailsElement;
    const input = host.querySelector('input') as HTMLInputElement;
    details.setAttribute('open', '');
    input.value = 'because';
    input.focus();
    morph(host, '<details><summary>Undo</summary><input name="reason"></details><p>2</p>');
    expect(host.querySelector('details')?.hasAttribute('open')).toBe(true);
    expect(document.activeElement).toBe(input);
    expect(input.value).toBe('because');
    expect(host.querySelector('p')?.textContent).toBe('2');
  });
});
