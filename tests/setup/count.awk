# Adds up the summaries of cargo test, vitest, node's test runner and pytest.
{ gsub(/\033\[[0-9;]*m/, "") }

# cargo test: "test result: ok. 12 passed; 0 failed; 1 ignored; …"
/^test result: / { add_pairs($0) }

# A Rust story that cannot run on this computer (tests/support/skipped.rs), which cargo test counts as passed.
/story skipped: / { passed--; skipped++ }

# vitest: "      Tests  1 failed | 20 passed | 2 skipped (23)"
/^ *Tests +[0-9]/ { add_pairs($0) }

# node: "ℹ pass 4", or "# pass 4" if the output is not a terminal
/^(ℹ|#) (pass|fail|cancelled|skipped|todo) [0-9]+$/ { add($2, $3) }

# pytest: "1 failed, 43 passed in 12.71s", between "=" without --quiet
/^(=+ )?[0-9]+ (passed|failed|errors?|skipped).* in [0-9.]+s/ { add_pairs($0) }

END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }

# Adds every "number word" pair of a line.
function add_pairs(line, words, n, i) {
    gsub(/[.,;|()]/, " ", line)
    n = split(line, words, " ")
    for (i = 1; i < n; i++) if (words[i] ~ /^[0-9]+$/) add(words[i + 1], words[i])
}

function add(word, number) {
    if (word ~ /^pass(ed)?$/) passed += number
    else if (word ~ /^(fail(ed)?|errors?|cancelled)$/) failed += number
    else if (word ~ /^(ignored|skipped|todo)$/) skipped += number
}
