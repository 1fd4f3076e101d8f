package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/cmd/ohmstead/call"
)

// importing is what `import` was asked.
type importing struct {
	dry              bool
	dir, url, login  string
	language, output string
}

func importCommand() *cobra.Command {
	var i importing
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "Take sites and what stands there over from CSV or YAML files",
		Long: "Takes sites, places, assets, EVSEs, grid connections with their constraints, and contracts with what is\n" +
			"promised under them over into a running backend: everything or nothing. Prints every problem with file,\n" +
			"line, field, value and what would be right, and ends with status 2 where there is one. The same files\n" +
			"again change nothing.\n\n" +
			"CSV files are named after what is in them (org_nodes, sites, assets, evses, grid_connections,\n" +
			"grid_constraints, energy_contracts, asset_contract_links), YAML files hold lists under these names:\n" +
			"docs/import.md.",
		Example: "  ohmstead import --dry-run sites.csv assets.csv\n  ohmstead import --url https://energy.example.org --login login.json places.yaml",
		Args:    call.Args(cobra.MinimumNArgs(1)),
		RunE:    func(c *cobra.Command, files []string) error { return i.run(c.Context(), c.OutOrStdout(), files) },
	}
	f := c.Flags()
	f.BoolVar(&i.dry, "dry-run", false, "say what would become of it, and store nothing")
	f.StringVar(&i.url, "url", "", "where the backend's pages are (default: as the login file says)")
	f.StringVar(&i.login, "login", "", `file with {"url", "email", "password"} of who imports (default: the first login in the data directory)`)
	f.StringVar(&i.dir, "data", "", "data directory of the backend, for its first login (default as of ohmstead up)")
	f.StringVar(&i.language, "language", "en", "language of problems: en or de")
	f.StringVar(&i.output, "output", "text", "text or json")
	return c
}

// importFile, importReport are the API's shapes of POST /api/imports, as far as they are needed.
type importFile struct {
	Name    string `json:"name"`
	Content string `json:"content"`
}

type importReport struct {
	Stored bool `json:"stored"`
	Rows   []struct {
		Outcome string `json:"outcome"`
	} `json:"rows"`
	Problems []struct {
		File string `json:"file"`
		Line int    `json:"line"`
		Code string `json:"reason_code"`
		EN   string `json:"text_en"`
		DE   string `json:"text_de"`
	} `json:"problems"`
}

func (i importing) run(ctx context.Context, out io.Writer, names []string) error {
	if i.language != "en" && i.language != "de" {
		return call.Wrong(fmt.Errorf("--language is %q, want en or de", i.language))
	}
	if i.output != "text" && i.output != "json" {
		return call.Wrong(fmt.Errorf("--output is %q, want text or json", i.output))
	}
	files := make([]importFile, 0, len(names))
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			return call.Wrong(fmt.Errorf("read a file to import: %w", err))
		}
		files = append(files, importFile{Name: filepath.Base(name), Content: string(content)})
	}
	who, err := i.who()
	if err != nil {
		return err
	}
	raw, err := who.send(ctx, map[string]any{"dry_run": i.dry, "files": files})
	if err != nil {
		return err
	}
	var report importReport
	if err := json.Unmarshal(raw, &report); err != nil {
		return fmt.Errorf("read the answer of %s: %w", who.URL, err)
	}
	if i.output == "json" {
		fmt.Fprintln(out, strings.TrimSpace(string(raw)))
	} else {
		i.tell(out, report)
	}
	if len(report.Problems) > 0 {
		return call.Misused
	}
	return nil
}

// tell prints a report: each problem in a line, then what became of the rows.
func (i importing) tell(out io.Writer, report importReport) {
	for _, p := range report.Problems {
		text := p.EN
		if i.language == "de" {
			text = p.DE
		}
		fmt.Fprintf(out, "%s:%d: %s: %s\n", p.File, p.Line, p.Code, text)
	}
	counts := map[string]int{}
	for _, r := range report.Rows {
		counts[r.Outcome]++
	}
	what := map[bool]string{true: "stored", false: "not stored"}[report.Stored]
	if i.dry && len(report.Problems) == 0 {
		what = "dry run, nothing stored"
	}
	fmt.Fprintf(out, "%s: %d new, %d changed, %d as they are, %d problems\n", what, counts["MADE"], counts["CHANGED"], counts["SAME"], len(report.Problems))
}

// who is who imports, and where.
func (i importing) who() (login, error) {
	file := i.login
	if file == "" {
		dir := i.dir
		if dir == "" {
			var err error
			if dir, err = defaultDir(); err != nil {
				return login{}, err
			}
		}
		file = loginFile(dir)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return login{}, call.Wrong(fmt.Errorf("read the login of who imports: %w; name its file with --login", err))
	}
	var l login
	if err := json.Unmarshal(data, &l); err != nil {
		return login{}, call.Wrong(fmt.Errorf("%s: %w, want {\"url\", \"email\", \"password\"}", file, err))
	}
	if i.url != "" {
		l.URL = i.url
	}
	l.URL = strings.TrimRight(l.URL, "/")
	if l.URL == "" || l.Email == "" || l.Password == "" {
		return login{}, call.Wrong(fmt.Errorf("%s: url, email or password is missing", file))
	}
	return l, nil
}

// send logs in, sends an import and logs out again.
func (l login) send(ctx context.Context, job any) ([]byte, error) {
	client := &http.Client{Timeout: time.Minute}
	raw, err := l.ask(ctx, client, "/api/login", "", map[string]string{"email": l.Email, "password": l.Password})
	if err != nil {
		return nil, err
	}
	var session struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(raw, &session); err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", l.URL, err)
	}
	raw, err = l.ask(ctx, client, "/api/imports", session.Token, job)
	_, ended := l.ask(context.WithoutCancel(ctx), client, "/api/logout", session.Token, struct{}{})
	return raw, errors.Join(err, ended)
}

// ask posts to the backend; a refusal is an error in its own words.
func (l login) ask(ctx context.Context, client *http.Client, path, token string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("write what is sent to %s: %w", path, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.URL+path, bytes.NewReader(text))
	if err != nil {
		return nil, call.Wrong(fmt.Errorf("--url is %q, want an address such as https://energy.example.org: %w", l.URL, err))
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("reach the backend: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 64<<20))
	if err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", l.URL, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		var said struct {
			Code   string `json:"reason_code"`
			Detail string `json:"detail"`
		}
		if json.Unmarshal(answer, &said) != nil || said.Code == "" {
			said.Code, said.Detail = response.Status, "no refusal of Ohmstead's"
		}
		return nil, fmt.Errorf("%s%s: %s: %s", l.URL, path, said.Code, said.Detail)
	}
	return answer, nil
}
