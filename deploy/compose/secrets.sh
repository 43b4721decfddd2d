#!/bin/sh
# Makes deploy/.env with a random password for the database and one for Grafana's admin; leaves one that exists alone.
set -eu
umask 077
file=$(cd "$(dirname "$0")/.." && pwd -P)/.env
if [ -e "$file" ]; then
    echo "$file exists and stays as it is."
    exit
fi
word() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
printf 'SLUICE_DB_PASSWORD=%s\nGRAFANA_ADMIN_PASSWORD=%s\n' "$(word)" "$(word)" >"$file.new"
mv "$file.new" "$file"
echo "$file holds the passwords; only you can read it."
