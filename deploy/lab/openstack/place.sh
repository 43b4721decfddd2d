# shellcheck shell=sh
# Sourced by up, down and host, which have set `here` to this folder. Sets SLUICE_OPENSTACK_DIR, where this cloud lives, and
# SLUICE_OPENSTACK_CACHE, where what all clouds of this user share is kept.
SLUICE_OPENSTACK_CACHE=${SLUICE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice}/lab/openstack
SLUICE_OPENSTACK_DIR=${SLUICE_OPENSTACK_DIR:-${SLUICE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice}/openstack}
export SLUICE_OPENSTACK_CACHE SLUICE_OPENSTACK_DIR

# Replaces the shell by the module $1 of the folder cloud. Debian's own Python has OpenStack's modules; another one that comes
# first on the PATH has not.
cloud() {
    # shellcheck disable=SC2154 # see above
    PYTHONPATH=$here PYTHONHOME='' PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 -m "cloud.$1" "$2"
}
