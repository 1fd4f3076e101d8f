package notify

import (
	"errors"

	"ohmstead/energy/reason"
)

// Trouble is why an attempt failed, by a code of the catalogue and its parameters; the zero Trouble says that it
// did not.
type Trouble struct {
	Code   reason.Code
	Params reason.Params
}

// troubled is a fault with the code by which people are told of it.
func troubled(code reason.Code, err error) error {
	return reason.Wrap(err, code, reason.Params{"fault": oneLine(err)})
}

// troubleOf is what people are told of a fault.
func troubleOf(err error) Trouble {
	if known := new(reason.Error); errors.As(err, &known) {
		return Trouble{known.Code, known.Params}
	}
	return Trouble{reason.DeliveryFailed, reason.Params{"fault": oneLine(err)}}
}
