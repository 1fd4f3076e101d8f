package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ohmstead/energy/reason"
)

// runbookFiles are the runbooks as the pages have them, so that they can be read where there is no
// network: which codes have one, and their texts, which are fetched when one is opened.
func runbookFiles(root string, entries []reason.Entry) ([]file, error) {
	var codes, texts bytes.Buffer
	fmt.Fprintf(&codes, "// %s\n\n/** Codes that have a runbook. */\nexport const runbookCodes: readonly string[] = [\n", marker)
	fmt.Fprintf(&texts, "// %s\n\n/** The runbook of each alarm, as it is written: Markdown. */\nexport const runbooks: Readonly<Record<string, string>> = {\n", marker)
	for _, e := range entries {
		if e.Class != reason.Alarm {
			continue
		}
		page, err := os.ReadFile(filepath.Join(root, "docs", "runbooks", string(e.Code)+".md"))
		if err != nil {
			return nil, fmt.Errorf("read the runbook of %s: %w", e.Code, err)
		}
		fmt.Fprintf(&codes, "  %s,\n", quote(string(e.Code)))
		fmt.Fprintf(&texts, "  %s: %s,\n", e.Code, quote(strings.TrimSpace(string(page))))
	}
	codes.WriteString("];\n")
	texts.WriteString("};\n")
	return []file{{"ui/src/gen/runbookCodes.ts", codes.Bytes()}, {"ui/src/gen/runbooks.ts", texts.Bytes()}}, nil
}
