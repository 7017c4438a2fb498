# Lists the tests that failed in the logs of cargo test, vitest, node's test runner and pytest: a name, then the first lines of its
# error. Run on a log as a whole.
{ gsub(/\033\[[0-9;]*m/, ""); sub(/\r$/, "") }

# cargo test: "test crashes::on_a_full_disk ... FAILED"; later "thread 'crashes::on_a_full_disk' (123) panicked at tests/it/…:12:5:",
# and the message in the next line
/^test .* \.\.\. FAILED$/ { failed[$2] = 1; next }
/^thread '[^']+' .*panicked at / { split($0, quoted, "'"); getline; if (quoted[2] in failed) { tell(quoted[2], with_values()); delete failed[quoted[2]] } next }
END { for (name in failed) tell(name, "") }

# vitest: " FAIL  src/a.test.ts > a story", and the error in the next line
/^ FAIL  / { sub(/^ FAIL  /, ""); title = $0; getline; tell(title, $0); next }

# node: below "✖ failing tests:" for each "test at a.test.mjs:1:2", "✖ a story (12.3ms)" and the error
/^✖ failing tests:$/ { listed = 1; next }
listed && /^test at / { place = $3; next }
listed && /^✖ / { sub(/^✖ /, ""); sub(/ \([0-9.]+ms\)$/, ""); title = place ": " $0; getline; tell(title, with_values()); next }

# pytest: "FAILED test_a.py::test_b - AssertionError: …"
/^(FAILED|ERROR) [^ ]+( - |$)/ { title = $2; sub(/^[^ ]+ [^ ]+( - )?/, ""); tell(title, $0) }

# The error, and after "Expected values to be equal:" or "assertion `left == right` failed" the lines with the values.
function with_values(    error, values) {
    error = $0
    if (error !~ /:$/ && error !~ /^assertion `/) return error
    for (values = 0; values < 2 && (getline > 0) && $0 !~ /^ +at /;) if ($0 !~ /^ *$/) { gsub(/^ +/, ""); error = error " " $0; values++ }
    return error
}

function tell(name, error) {
    gsub(/^ +/, "", error)
    print "  " name
    if (error !~ /^ *$/) print "    " substr(error, 1, 300)
}
