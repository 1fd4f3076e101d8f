// Package mqttlistener lets an MQTT server come to its end: once it is closed nobody is let in, and who
// was let in is gone.
//
//	server.AddListener(mqttlistener.New("ingest", l, &server.Listeners.ClientsWg))
//
// The listeners that come with the server start a goroutine for each connection and count it there; one
// that is accepted while the server closes is counted too late to be waited for, and nobody disconnects
// it. Here a connection is counted before anybody hears of it.
package mqttlistener
