package microgrid

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/study"
)

// Options say how results are printed.
type Options struct {
	Text     bool   // the explanation alone, line by line
	Language string // "de", otherwise English
	// Clock, if there is one, makes figures about size and time go to the complaints.
	Clock func() time.Time
}

// answer is a result as it is printed.
type answer struct {
	*balance.Result
	Explanation []string `json:"explanation"`
}

// BalanceFiles runs the cycle of each file and prints its result. It returns the worst outcome: study.Met,
// study.Unmet where a file's own expectations are missed, study.Unusable where a file cannot be used, of
// which nothing is computed. A REJECTED cycle is a result like others.
func BalanceFiles(w, errw io.Writer, o Options, files ...string) int {
	worst := study.Met
	for _, file := range files {
		worst = max(worst, balanceFile(w, errw, o, file))
	}
	return worst
}

func complain(errw io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(errw, "ohmstead: %s\n", strings.TrimRight(line, "\n"))
	}
}

func balanceFile(w, errw io.Writer, o Options, file string) int {
	data, err := os.ReadFile(file)
	if err != nil {
		complain(errw, fmt.Errorf("read snapshot: %w", err))
		return study.Unusable
	}
	story, err := Parse(file, data)
	if err != nil {
		complain(errw, err)
		return study.Unusable
	}
	result, err := story.run(errw, o)
	if err != nil {
		complain(errw, err)
		return study.Unusable
	}
	if err := write(w, o, result); err != nil {
		complain(errw, fmt.Errorf("write result: %w", err))
		return study.Unmet
	}
	if err := story.misses(result); err != nil {
		complain(errw, err)
		return study.Unmet
	}
	return study.Met
}

func (s *Story) run(errw io.Writer, o Options) (*balance.Result, error) {
	var began time.Time
	if o.Clock != nil {
		began = o.Clock()
	}
	result, err := balance.Run(&s.Snapshot)
	if faults, wrong := balance.IsFault(err); wrong {
		return nil, s.place(faults)
	} else if err != nil {
		return nil, err
	}
	if o.Clock != nil {
		fmt.Fprintf(errw, "%d nodes, %d requests, %d limits, %d envelopes: %d µs\n",
			len(s.Snapshot.Nodes), len(s.Snapshot.Requests), len(s.Snapshot.Limits), len(s.Snapshot.Envelopes), o.Clock().Sub(began).Microseconds())
	}
	return result, nil
}

func write(w io.Writer, o Options, r *balance.Result) error {
	lines := r.Explain(o.Language)
	if o.Text {
		_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(answer{r, lines})
}
