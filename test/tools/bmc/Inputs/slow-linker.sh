#!/usr/bin/env bash
# Stands in for a linker that is busy: says who it is, writes what a linker
# writes, and does not end. Ended by force, it leaves its mark in "late".
touch "$TMPDIR/linker-temporary"
trap 'rm -f "$TMPDIR/linker-temporary"; exit 1' TERM
while [ "$1" != -o ]; do shift; done
echo half > "$2"
(sleep 30; echo late > late; echo late > "$2") &
echo "$$ $!" > linkers
echo ready > started
wait
