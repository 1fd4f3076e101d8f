package uplink

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// keyInUse is the key by which the outbox leads to the hub. While the edge's key is being changed there is a
// next one beside it, and either may be the one that the backend knows: whichever is welcomed is. The next
// takes the place of the one before once it was welcomed, and not earlier.
type keyInUse struct {
	mu   sync.Mutex
	key  string    // public
	next bool      // it is not in its place yet
	well time.Time // when it was last seen to lead to a backend that welcomes
	good bool      // it was welcomed since it leads
	ways int       // counts the changes of the way to the hub
}

// tried is the key as hellos name it: while it is not in its place.
func (k *keyInUse) tried() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.next {
		return k.key
	}
	return ""
}

func (k *keyInUse) now() (key string, good bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.key, k.good
}

// change notes which key leads from now on.
func (k *keyInUse) change(key string, next bool, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.key, k.next, k.well, k.good = key, next, now, false
	k.ways++
}

// way counts the changes of the way to the hub, of which each ends what was under way.
func (k *keyInUse) way() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ways
}

// welcomed takes note of a welcome, and puts the next key in place where the welcome is to a hello that came
// with it.
func (u *Uplink) welcomed(key string) error {
	u.key.mu.Lock()
	defer u.key.mu.Unlock()
	if !u.key.next {
		u.key.good = u.key.key != ""
		return nil
	}
	if key != u.key.key {
		return nil // to a hello of before, or from a backend that does not say
	}
	if err := TakeNextSeed(u.config.SeedFile); err != nil {
		return err
	}
	u.key.good, u.key.next = true, false
	u.config.Log.Info("the edge's new key is in place", "edge", u.config.Address.Edge)
	return nil
}

// keepKey sees to it, until ctx ends, that the edge leads to the hub by a key that the backend knows: where
// the one in its place is not welcomed, a next one that an earlier process left may be.
func (u *Uplink) keepKey(ctx context.Context) {
	u.key.mu.Lock()
	u.key.well = time.Now()
	u.key.mu.Unlock()
	for pause(ctx, u.config.KeyPatience/20) {
		if u.tiredOfKey(time.Now()) {
			if err := u.tryAnother(); err != nil {
				u.failed(err)
			}
		}
	}
}

// tiredOfKey reports whether the key in use has not led to a welcome for too long.
func (u *Uplink) tiredOfKey(now time.Time) bool {
	connected := u.box.Connected()
	u.key.mu.Lock()
	defer u.key.mu.Unlock()
	if connected && u.key.good {
		u.key.well = now
	}
	return now.Sub(u.key.well) > u.config.KeyPatience
}

// tryAnother leads by the other key that the edge has, where it has one: the next, or the one in its place,
// which somebody may have changed.
func (u *Uplink) tryAnother() error {
	inUse, _ := u.key.now()
	for _, file := range []string{NextSeed(u.config.SeedFile), u.config.SeedFile} {
		key, err := keyOf(file)
		if err != nil {
			return err
		}
		if key != "" && key != inUse {
			return u.lead(file)
		}
	}
	u.key.mu.Lock()
	defer u.key.mu.Unlock()
	u.key.well = time.Now() // there is no other; it is looked for again when this one has had its time
	return nil
}

// lead leads to the hub by the seed of a file from now on.
func (u *Uplink) lead(file string) error {
	key, err := keyOf(file)
	if err != nil {
		return err
	}
	remote, err := remoteBy(u.config, file)
	if err != nil {
		return err
	}
	u.leading.Lock()
	defer u.leading.Unlock()
	// While the way changes no hello names a key: its answer would vouch for the wrong one.
	u.key.mu.Lock()
	before, next := u.key.key, u.key.next
	u.key.mu.Unlock()
	u.key.change("", false, time.Now())
	if err := u.box.Relink(remote); err != nil {
		u.key.change(before, next, time.Now())
		return err
	}
	u.key.change(key, file != u.config.SeedFile, time.Now())
	return nil
}

// NextKey makes the key that is to follow the edge's own, and returns its public key. One that is there
// already stays: several changes that were cut short are one.
func (u *Uplink) NextKey() (string, error) { return EnsureSeed(NextSeed(u.config.SeedFile)) }

// ChangeKey has the key that NextKey made take the place of the edge's own: the backend is told, and where
// it does not refuse, the edge connects with the new key. The old one stays in place until the new one was
// welcomed, and the edge goes back to it if it is not. A change that is made already is made no second time.
// It takes several times KeyPatience at most. Refusals: those of the backend, and EDGE_KEY_NOT_CHANGED.
func (u *Uplink) ChangeKey(ctx context.Context, nkey string) error {
	if err := u.until(ctx, 3*u.config.KeyPatience, u.leads); err != nil {
		return notChanged("the backend cannot be reached")
	}
	if done, err := u.inPlace(nkey); done || err != nil {
		return err
	}
	if err := u.announce(ctx, nkey); err != nil {
		return err
	}
	var err error
	if u.until(ctx, u.config.KeyPatience, func() bool { err = u.lead(NextSeed(u.config.SeedFile)); return err == nil }) != nil {
		return notChanged(err.Error())
	}
	err = u.until(ctx, 3*u.config.KeyPatience, func() bool {
		key, good := u.key.now()
		return good || key != nkey
	})
	if done, again := u.inPlace(nkey); done || again != nil {
		return again
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return notChanged("the backend did not let the edge in with it")
}

func notChanged(detail string) error {
	return reason.New(reason.EdgeKeyNotChanged, reason.Params{"detail": detail})
}

func (u *Uplink) leads() bool {
	_, good := u.key.now()
	return good && u.box.Connected()
}

// inPlace reports whether a key is the edge's own already. EDGE_KEY_NOT_CHANGED where it is not and cannot
// become it.
func (u *Uplink) inPlace(nkey string) (bool, error) {
	own, err := keyOf(u.config.SeedFile)
	if err != nil || own == nkey {
		return own == nkey, err
	}
	next, err := keyOf(NextSeed(u.config.SeedFile))
	if err == nil && next != nkey {
		err = notChanged("the new key is not on this computer any more")
	}
	return false, err
}

// announce tells the backend of the next key until it answers. Without an answer it is not known whether the
// backend has taken it, which is no error: only connecting with it tells.
func (u *Uplink) announce(ctx context.Context, nkey string) error {
	change, err := KeyChange(u.config.Address.Edge, u.config.SeedFile)
	if err != nil {
		return err
	}
	data, err := wire.Encode(change)
	if err != nil {
		return err
	}
	drain(u.taken)
	deadline := time.Now().Add(u.config.KeyPatience)
	for time.Now().Before(deadline) {
		if err := u.say(data); err != nil {
			u.failed(err)
		}
		select {
		case answer := <-u.taken:
			if answer.New == nkey {
				return u.heed(answer)
			}
		case <-time.After(u.config.KeyPatience / 10):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// heed is the backend's refusal of a key, nil where it took it. A key that it will never take is removed.
func (u *Uplink) heed(answer wire.KeyAnswer) error {
	if answer.Code == "" {
		return nil
	}
	refusal := reason.New(answer.Code, answer.Params)
	if _, known := reason.Lookup(answer.Code); !known {
		refusal = reason.New(reason.EdgeKeyNotChanged, reason.Params{"detail": string(answer.Code)})
	}
	if answer.Code == reason.EnrolmentKeyTaken || answer.Code == reason.EnrolmentKeyNotProven {
		return errors.Join(refusal, os.Remove(NextSeed(u.config.SeedFile)))
	}
	return refusal
}

func (u *Uplink) say(change []byte) error {
	u.mu.Lock()
	conn := u.conn
	u.mu.Unlock()
	if conn == nil {
		return errors.New("tell the backend of the new key: the uplink does not run")
	}
	if err := conn.Publish(u.config.Address.Key(), change); err != nil {
		return fmt.Errorf("tell the backend of the new key: %w", err)
	}
	return nil
}

func (u *Uplink) takeKeyAnswer(_ *nats.Conn, data []byte) error {
	answer, err := wire.DecodeKeyAnswer(data)
	if err != nil {
		return err
	}
	drain(u.taken)
	signal(u.taken, answer)
	return nil
}

// until waits until something is met; an error where ctx or the time ends first.
func (u *Uplink) until(ctx context.Context, d time.Duration, met func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	for !met() {
		if !pause(ctx, u.config.KeyPatience/100) {
			return ctx.Err()
		}
	}
	return nil
}
