package edge

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"ohmstead/edge/site"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// formerFile keeps, beside the site file, the one before it.
const formerFile = "site.former.yaml"

// mostProblems bounds what a refusal lists, in bytes, so that its acknowledgement fits a message.
const mostProblems = 16 << 10

// takeover is how an edge that runs comes to run another site file: the new one is checked wholly and put
// in place, the edge ends as it always does, every asset in its safe state, and begins anew with it.
type takeover struct {
	devices devices
	file    string // the site file that may be replaced; "" where it is kept on site
	running site.Config
	leave   context.CancelFunc

	mu   sync.Mutex
	next *site.Config
}

// take puts a configuration in place and has the edge start anew. Refusals, which leave everything as it
// is: CONFIGURATION_CHANGED_ON_SITE, and CONFIGURATION_REFUSED with every problem.
func (t *takeover) take(_ context.Context, c wire.Configuration) error {
	running := wire.ConfigurationHash(string(t.running.Text))
	if len(c.Replaces) > 0 && !slices.Contains(c.Replaces, running) && !blank(t.running) {
		return reason.New(reason.ConfigurationChangedOnSite, reason.Params{"hash": running[:12]})
	}
	next, err := t.devices.configure(c.Text)
	if err != nil {
		return reason.Wrap(err, reason.ConfigurationRefused, reason.Params{"problems": problems(err)})
	}
	if err := replaceSite(t.file, c.Text); err != nil {
		return err
	}
	t.mu.Lock()
	t.next = &next
	t.mu.Unlock()
	t.leave()
	return nil
}

// taken is the configuration to begin anew with; nil without one.
func (t *takeover) taken() *site.Config {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.next
}

// configure reads a site file and does with it all that a start does before anything runs.
func (d devices) configure(text string) (site.Config, error) {
	c, err := site.Parse(siteFile, []byte(text))
	if err != nil {
		return c, err
	}
	if err := d.check(c); err != nil {
		return c, err
	}
	_, err = site.Build(c, d.known.Offers(c))
	return c, err
}

// blank reports whether a site file says no more than whose site it is, so that nothing is lost with it.
func blank(c site.Config) bool {
	return len(c.Devices) == 0 && len(c.Assets) == 0 && len(c.Controllers) == 0 && len(c.Clusters) == 0
}

// problems lists what is wrong with a configuration, a line each.
func problems(err error) string {
	text := strings.TrimSpace(err.Error())
	if len(text) > mostProblems {
		text = strings.ToValidUTF8(text[:mostProblems], "") + " …"
	}
	return text
}

// replaceSite puts a site file in place, whole or not at all, and keeps the one before it.
func replaceSite(file, text string) error {
	former, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("keep the former site file: %w", err)
	}
	if err := putFile(filepath.Join(filepath.Dir(file), formerFile), former); err != nil {
		return fmt.Errorf("keep the former site file: %w", err)
	}
	if err := putFile(file, []byte(text)); err != nil {
		return fmt.Errorf("put the site file in place: %w", err)
	}
	return nil
}

// putFile writes a file beside its place and moves it there.
func putFile(file string, data []byte) error {
	half := file + ".new"
	return errors.Join(writeSynced(half, data), os.Rename(half, file))
}
