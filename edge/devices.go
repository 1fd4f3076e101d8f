package edge

import (
	"context"
	"errors"

	"ohmstead/edge/driver"
	"ohmstead/edge/driver/can"
	"ohmstead/edge/driver/http"
	"ohmstead/edge/driver/modbus"
	"ohmstead/edge/driver/mqtt"
	"ohmstead/edge/site"
	"ohmstead/field/document"
	"ohmstead/field/profile"
	"ohmstead/field/sunspec"
)

// devices is everything that is known of devices, whatever they speak.
type devices struct {
	known     driver.Library
	registers *profile.Library
	models    *sunspec.Catalogue
	documents *document.Library
}

func loadDevices() (devices, error) {
	var d devices
	var err error
	if d.registers, err = profile.Load(); err != nil {
		return d, err
	}
	if d.models, err = sunspec.Load(); err != nil {
		return d, err
	}
	if d.documents, err = document.Load(); err != nil {
		return d, err
	}
	d.known, err = driver.NewLibrary(
		modbus.Profiles(d.registers), driver.Documents(d.documents, document.HTTP), driver.Documents(d.documents, document.MQTT),
		driver.Documents(d.documents, document.CAN),
	)
	return d, err
}

// check compares a site's devices and assets with what is known.
func (d devices) check(c site.Config) error {
	return errors.Join(d.known.Check(c), modbus.Check(c, d.registers))
}

// driving is a driver that is ready to run.
type driving struct {
	name string
	run  func(context.Context) error
}

// drive puts the drivers together. A protocol that no device of the site speaks costs nothing.
func (d devices) drive(shared driver.Config) ([]driving, error) {
	registers := modbus.New(modbus.Config{Config: shared, Library: d.registers, Catalogue: d.models})
	web, err := http.New(http.Config{Config: shared, Library: d.documents})
	if err != nil {
		return nil, err
	}
	topics, err := mqtt.New(mqtt.Config{Config: shared, Library: d.documents})
	if err != nil {
		return nil, err
	}
	buses, err := can.New(can.Config{Config: shared, Library: d.documents})
	if err != nil {
		return nil, err
	}
	return []driving{
		{"modbus devices", registers.Run}, {"http devices", web.Run}, {"mqtt devices", topics.Run}, {"can devices", buses.Run},
	}, nil
}
