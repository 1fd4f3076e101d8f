// Package billing is the API of invoices: entered, posted, settled and cancelled, as files and from files; of the
// runs that computed them; and of what sites return on their investment.
//
//	operations := billing.Operations(desk, service)
package billing
