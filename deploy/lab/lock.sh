#!/bin/sh
# Writes src/main/resources/lab/lab.lock: the jars of the lab's Spark and YARN, pinned by size and sha256.
# Run it after changing a version below, look at the difference, run `./sluice test lab`, commit both.
# Needs mvn (it resolves through your own Maven settings), sha256sum and find.
set -eu

spark=4.2.0
hadoop=3.5.0
bouncycastle=1.82   # wanted by the ResourceManager, undeclared by hadoop-client-minicluster
slf4j=1.7.36        # without a binding the daemons would log nothing, silently
reload4j=1.2.22

# Not needed by a standalone cluster without event-log store, Python, SQL functions or high availability: about 95 MB.
# Ivy stays: Spark's configuration does not load without it.
unneeded='/(rocksdbjni|icu4j|netty-tcnative-boringssl-static|netty-transport-native-kqueue|tink|avro[a-z-]*|curator-[a-z]+|zookeeper(-jute)?|py4j|pickle)/'

home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
lock=$home/src/main/resources/lab/lab.lock
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

dependency() { printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>' "$1" "$2" "$3"; }

resolve() { # set, dependencies
    mkdir -p "$tmp/$1"
    printf '<project><modelVersion>4.0.0</modelVersion><groupId>lab</groupId><artifactId>%s</artifactId><version>1</version><dependencies>%s</dependencies></project>\n' \
        "$1" "$2" >"$tmp/$1/pom.xml"
    # shellcheck disable=SC2086 # several arguments on purpose
    mvn -q -B ${SLUICE_MAVEN_ARGS-} -f "$tmp/$1/pom.xml" dependency:copy-dependencies \
        -DincludeScope=runtime -Dmdep.useRepositoryLayout=true -DoutputDirectory="$tmp/$1/jars" >&2 # some builds of Maven print colour codes even with -B
    (cd "$tmp/$1/jars" && find . -name '*.jar' | sed 's|^\./||' | grep -Ev "$unneeded" | LC_ALL=C sort) | while read -r path; do
        file=$tmp/$1/jars/$path
        printf '%s %s %s %s\n' "$1" "$(sha256sum "$file" | cut -d' ' -f1)" "$(wc -c <"$file" | tr -d ' ')" "$path"
    done
}

{
    echo "# set sha256 size path-in-a-Maven-repository; written by deploy/lab/lock.sh"
    resolve spark "$(dependency org.apache.spark spark-core_2.13 $spark)"
    resolve yarn "$(dependency org.apache.hadoop hadoop-client-minicluster $hadoop
        dependency org.apache.hadoop hadoop-client-runtime $hadoop
        dependency org.apache.hadoop hadoop-client-api $hadoop
        dependency org.bouncycastle bcpkix-jdk18on $bouncycastle
        dependency org.slf4j slf4j-reload4j $slf4j
        dependency ch.qos.reload4j reload4j $reload4j)"
} >"$tmp/lab.lock"
mkdir -p "$(dirname "$lock")"
mv "$tmp/lab.lock" "$lock"
grep -vc '^#' "$lock" | sed 's|$| artifacts pinned|'
