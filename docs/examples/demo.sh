#!/bin/sh
# `make demo`: scores and compares the articles beside this file, and says what there is to see.
set -eu
cd "$(dirname "$0")"

say() { printf '\n\n=== %s\n' "$*"; }
run() { printf '\n$ %s\n\n' "$*"; "$@"; }

say "1. A news article as a person wrote it: not spun."
run spunlib score original.txt

say "2. The same article after an article spinner: spun, and each replaced word with what probably stood there."
run spunlib score spun.txt

say "3. The original again, reprinted with the furniture of a web page around it: still not spun."
run spunlib score reprint.txt

say "4. A rewriting by a neural paraphraser and a machine translation: the damage that a spinner leaves is not there,
    and from the text alone less can be said. With the original at hand more can: see 6."
run spunlib score paraphrase.txt translation.txt

say "5. The spun copy beside its original: every substitution, proven."
run spunlib compare spun.txt original.txt

say "6. The other copies beside the original: what relates the two?"
for copy in reprint.txt paraphrase.txt translation.txt; do
    run spunlib compare "$copy" original.txt
done

say "7. Among many originals: the index finds the right one, and the comparison with it decides."
originals=$(mktemp -d)
trap 'rm -rf "$originals"' EXIT
run spunlib index build "$originals/index" original.txt
run spunlib score spun.txt --index "$originals/index"
