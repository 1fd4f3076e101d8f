package postgres_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"ohmstead/backend/registry"
)

var victoriaProgram = flag.String("victoria", "", "VictoriaMetrics, which BenchmarkScale gives the same samples and asks the same")

// victoria is a VictoriaMetrics of our own, with a series for each channel. It holds samples alone and
// forms every answer from them; its cache of answers is off.
type victoria struct {
	*testing.B
	url    string
	folder string
	client http.Client
}

// newVictoria starts one; nil where none is asked for.
func newVictoria(b *testing.B) *victoria {
	b.Helper()
	if *victoriaProgram == "" {
		return nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	v := &victoria{B: b, url: "http://" + address, folder: b.TempDir()}
	program := exec.CommandContext(context.Background(), *victoriaProgram, "-storageDataPath="+v.folder, "-httpListenAddr="+address, "-retentionPeriod=2y", "-search.disableCache", "-loggerLevel=ERROR")
	if err := program.Start(); err != nil {
		b.Fatalf("start VictoriaMetrics: %v", err)
	}
	b.Cleanup(func() {
		v.client.CloseIdleConnections()
		_ = program.Process.Signal(syscall.SIGTERM)
		_ = program.Wait()
	})
	for tries := 0; ; tries++ {
		if _, err := v.get("/health", nil); err == nil {
			return v
		}
		if tries > 600 {
			b.Fatal("VictoriaMetrics does not answer within a minute")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (v *victoria) get(path string, query url.Values) ([]byte, error) {
	request, err := http.NewRequestWithContext(v.Context(), http.MethodGet, v.url+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	return v.do(request)
}

func (v *victoria) do(request *http.Request) ([]byte, error) {
	response, err := v.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s answers %d: %s", request.URL.Path, response.StatusCode, text)
	}
	return text, err
}

// fill imports a channel's year. Source of the format: VictoriaMetrics' documentation, "How to import
// data in JSON line format".
func (v *victoria) fill(c registry.Channel, from, to time.Time) {
	v.Helper()
	line := fmt.Appendf(nil, `{"metric":{"__name__":"power","channel":"%d"},"values":[`, c.Key)
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		line = append(strconv.AppendFloat(line, value(c, at), 'f', 1, 64), ',')
	}
	line = append(line[:len(line)-1], `],"timestamps":[`...)
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		line = append(strconv.AppendInt(line, at.UnixMilli(), 10), ',')
	}
	line = append(line[:len(line)-1], "]}\n"...)
	request, err := http.NewRequestWithContext(v.Context(), http.MethodPost, v.url+"/api/v1/import", bytes.NewReader(line))
	if err == nil {
		_, err = v.do(request)
	}
	if err != nil {
		v.Fatalf("import channel %d: %v", c.Key, err)
	}
}

// settle makes what was imported visible and merges it as far as it ever is.
func (v *victoria) settle() {
	v.Helper()
	for _, path := range []string{"/internal/force_flush", "/internal/force_merge"} {
		if _, err := v.get(path, nil); err != nil {
			v.Fatal(err)
		}
	}
}

// ask is a channel's means in steps, and how long the answer took, transport on loopback included. A
// window of VictoriaMetrics ends with its instant, ours begins with it: a millisecond parts them.
func (v *victoria) ask(c registry.Channel, from, to time.Time, step time.Duration) ([]float64, time.Duration) {
	v.Helper()
	seconds := func(t time.Time) string {
		return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64)
	}
	minutes := strconv.Itoa(int(step/time.Minute)) + "m"
	began := time.Now()
	text, err := v.get("/api/v1/query_range", url.Values{
		"query": {fmt.Sprintf(`avg_over_time(power{channel="%d"}[%s])`, c.Key, minutes)}, "step": {minutes}, "nocache": {"1"},
		"start": {seconds(from.Add(step - time.Millisecond))}, "end": {seconds(to.Add(-time.Millisecond))},
	})
	if err != nil {
		v.Fatal(err)
	}
	var answer struct {
		Data struct {
			Result []struct {
				Values [][2]any `json:"values"`
			} `json:"result"`
		} `json:"data"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || len(answer.Data.Result) != 1 {
		v.Fatalf("VictoriaMetrics answers %.300s, %v", text, err)
	}
	var means []float64
	for _, pair := range answer.Data.Result[0].Values {
		written, _ := pair[1].(string)
		mean, err := strconv.ParseFloat(written, 64)
		if err != nil {
			v.Fatal(err)
		}
		means = append(means, mean)
	}
	return means, time.Since(began)
}

// agree fails when two answers to one question differ by more than rounding.
func (v *victoria) agree(what string, ours, theirs []float64) {
	v.Helper()
	if len(ours) != len(theirs) {
		v.Fatalf("%s: we have %d values, VictoriaMetrics %d", what, len(ours), len(theirs))
	}
	for i := range ours {
		if math.Abs(ours[i]-theirs[i]) > 1e-6 {
			v.Fatalf("%s, value %d: we say %v, VictoriaMetrics %v", what, i, ours[i], theirs[i])
		}
	}
}

// size is what its files take.
func (v *victoria) size() (bytes int64) {
	v.Helper()
	err := filepath.Walk(v.folder, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
		return nil // what is merged away meanwhile is not there
	})
	if err != nil {
		v.Fatal(err)
	}
	return bytes
}
