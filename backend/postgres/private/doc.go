// Package private runs a PostgreSQL server of our own: it makes the cluster, starts it, starts it
// again when it dies, and stops it.
//
// The server listens on a unix socket in a folder of mode 0700 and nowhere else; whoever runs this
// process logs in as any of its roles by peer authentication, so there is no password to keep.
// Started as root, the server runs as an unprivileged account, because PostgreSQL refuses root. A
// folder belongs to one process at a time; a server that a killed process left behind is stopped
// before a new one starts.
//
//	server, err := private.Open(ctx, private.Config{Dir: "/var/lib/ohmstead/postgres"})
//	defer server.Close()
//	conn, err := pgx.Connect(ctx, server.ConnString("ohm_app"))
//
// It refuses to install PostgreSQL, to listen on TCP, and to use a folder its account cannot reach.
package private
