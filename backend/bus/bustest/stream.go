package bustest

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Messages are the bodies of all messages of a stream, as anybody reads them who has the URL.
func (e *Elsewhere) Messages(ctx context.Context, stream string) ([][]byte, error) {
	conn, err := nats.Connect(e.URL())
	if err != nil {
		return nil, fmt.Errorf("connect to the NATS server: %w", err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, fmt.Errorf("use its JetStream: %w", err)
	}
	in, err := js.Stream(ctx, stream)
	if err != nil {
		return nil, fmt.Errorf("find the stream %s: %w", stream, err)
	}
	var all [][]byte
	for at := uint64(1); ; {
		m, err := in.GetMsg(ctx, at, jetstream.WithGetMsgSubject(">"))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read message %d of %s: %w", at, stream, err)
		}
		all, at = append(all, m.Data), m.Sequence+1
	}
}
