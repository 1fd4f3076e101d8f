package study

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What ReplayFiles returns, which is the command's exit status.
const (
	// Met: every expectation was met.
	Met = 0
	// Unmet: some expectation was not, or the output could not be written.
	Unmet = 1
	// Unusable: some file could not be used; nothing of it has run.
	Unusable = 2
)

// ReplayFiles runs scenarios one after the other; of a folder, every .yaml, .yml and .json file in
// it by name. Lines go to w, complaints to errw: one for each fault of a file and one for each
// expectation that was not met. With more than one file, a line that names the scenario stands
// before the lines of each. It returns the worst outcome.
func ReplayFiles(w, errw io.Writer, files []string) int {
	paths, err := scenarioFiles(files)
	if err != nil {
		complain(errw, err)
		return Unusable
	}
	out := bufio.NewWriter(w)
	worst := Met
	for _, path := range paths {
		worst = max(worst, replayFile(out, errw, path, len(paths) > 1))
	}
	if err := out.Flush(); err != nil {
		complain(errw, fmt.Errorf("write lines: %w", err))
		return max(worst, Unmet)
	}
	return worst
}

func complain(errw io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(errw, "ohmstead: %s\n", strings.TrimRight(line, "\n"))
	}
}

// scenarioFiles puts the files of a folder in its place.
func scenarioFiles(args []string) ([]string, error) {
	var paths []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("read scenario: %w", err)
		}
		if !info.IsDir() {
			paths = append(paths, arg)
			continue
		}
		entries, err := os.ReadDir(arg)
		if err != nil {
			return nil, fmt.Errorf("read folder of scenarios: %w", err)
		}
		found := false
		for _, e := range entries { // sorted by name
			if !e.IsDir() && slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(e.Name())) {
				paths, found = append(paths, filepath.Join(arg, e.Name())), true
			}
		}
		if !found {
			return nil, fmt.Errorf("folder %s holds no scenario (.yaml, .yml or .json)", arg)
		}
	}
	if len(paths) == 0 {
		return nil, errors.New("name at least one scenario file or folder")
	}
	return paths, nil
}

func replayFile(w, errw io.Writer, path string, titled bool) int {
	data, err := os.ReadFile(path)
	if err != nil {
		complain(errw, fmt.Errorf("read scenario: %w", err))
		return Unusable
	}
	s, err := ParseScenario(path, data)
	if err != nil {
		complain(errw, err)
		return Unusable
	}
	if titled {
		title := struct {
			Scenario string `json:"scenario"`
			File     string `json:"file"`
		}{s.Name, path}
		if err := json.NewEncoder(w).Encode(title); err != nil {
			complain(errw, fmt.Errorf("write line: %w", err))
			return Unmet
		}
	}
	failures, err := Replay(w, s)
	if err != nil {
		complain(errw, err)
		return Unmet
	}
	for _, f := range failures {
		complain(errw, errors.New(f.String()))
	}
	if len(failures) > 0 {
		return Unmet
	}
	return Met
}
