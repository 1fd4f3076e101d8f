package mqtt

import (
	"errors"
	"fmt"
	"strings"

	"github.com/eclipse/paho.golang/autopaho"
)

// Reasons for which a broker lets nobody in. Source: MQTT 5, 3.2.2.2.
const (
	badLogin      = 0x86
	notAuthorized = 0x87
)

// plainly is an error of the client in one line that says what to do where that is known.
func plainly(err error) error {
	var refused *autopaho.ConnackError
	switch {
	case errors.As(err, &refused) && (refused.ReasonCode == badLogin || refused.ReasonCode == notAuthorized):
		return fmt.Errorf("it does not know this user, or the password is wrong: give user and password_file (reason %#x)", refused.ReasonCode)
	case errors.As(err, &refused):
		return fmt.Errorf("it refuses the connection with reason %#x", refused.ReasonCode)
	case strings.Contains(err.Error(), "tls:") || strings.Contains(err.Error(), "x509:"):
		return fmt.Errorf("its certificate is not trusted; its own or its signer's can be given as ca_file, its name as server_name: %w", err)
	}
	return errors.New(strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
}
