// Package platform is what those do who run the platform for its tenants: they make tenants, suspend
// them and let them go on, and see nothing of what a tenant owns.
//
//	service := platform.NewService(store, identityService.ForgetKeys)
//	tenant, link, err := service.Create(ctx, by, platform.NewTenant{Name: "Plant", Why: "contract 7", …}, now)
//
// Each act is written into the log of the tenant it is about, with who did it and why. It refuses to
// give anybody a way into a tenant but the link of its first owner.
package platform
