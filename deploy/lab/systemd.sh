#!/bin/sh
# A real systemd of its own, whatever PID 1 of this machine is: own PID, mount, IPC, host name and control group namespaces, one
# folder as its /etc/systemd/system, and nothing started but that folder's default.target. Needs root. It ends when this process
# does.
#   systemd.sh UNITS      then, from outside: nsenter --target PID --mount --pid --cgroup -- systemctl …
#                         where PID is the child of this process
set -eu

if [ $# -ne 1 ] || [ ! -f "$1/default.target" ]; then
    echo 'systemd.sh: usage: systemd.sh UNITS, a folder with a default.target' >&2
    exit 2
fi
for init in /lib/systemd/systemd /usr/lib/systemd/systemd ''; do
    [ ! -x "$init" ] || break
done
[ -n "$init" ] || {
    echo 'systemd.sh: there is no systemd on this machine (apt-get install systemd)' >&2
    exit 1
}

# Into a control group of its own first: it becomes the root of the new namespace.
group=sluice-systemd-$$
for tree in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    [ -e "$tree/cgroup.procs" ] || continue
    mkdir -p "$tree/$group"
    echo $$ >"$tree/$group/cgroup.procs"
done

# shellcheck disable=SC2016 # expanded by the inner shell
exec unshare --mount --uts --ipc --pid --cgroup --fork --kill-child --propagation private sh -c '
    set -eu
    hybrid=$(test -d /sys/fs/cgroup/systemd && echo yes || :)
    mount -t proc proc /proc
    mount -t tmpfs tmpfs /run
    if [ -n "$hybrid" ]; then
        mount -t tmpfs tmpfs /sys/fs/cgroup
        mkdir /sys/fs/cgroup/systemd /sys/fs/cgroup/unified
        mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
        mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
    else
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
    fi
    # Over the one of this machine: what is enabled in here must not start at its boot.
    mount --bind "$1" /etc/systemd/system
    exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_LOG_TARGET=console \
        "$0" --system --unit=default.target' "$init" "$1"
