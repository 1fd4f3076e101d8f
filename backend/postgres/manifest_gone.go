package postgres

import (
	"context"
	"fmt"

	"ohmstead/energy/reason"
)

// gone retires what the edge's manifest no longer names, and closes the alarms about it: nobody
// watches it any more. What it names again is in use again.
func (m manifestTx) gone(ctx context.Context) error {
	devices, assets := make([]string, 0, len(m.manifest.Devices)), make([]string, 0, len(m.manifest.Assets))
	for _, v := range m.manifest.Devices {
		devices = append(devices, v.Key)
	}
	for _, a := range m.manifest.Assets {
		assets = append(assets, a.Key)
	}
	_, err := m.tx.Exec(ctx, "UPDATE devices SET state = 'DISCOVERED' WHERE edge_id = $1 AND state = 'RETIRED' AND key = ANY ($2)", m.edge.Edge.ID, devices)
	if err != nil {
		return fmt.Errorf("take devices back into use: %w", err)
	}
	_, err = m.tx.Exec(ctx, "UPDATE devices SET state = 'RETIRED' WHERE edge_id = $1 AND state <> 'RETIRED' AND key <> ALL ($2)", m.edge.Edge.ID, devices)
	if err != nil {
		return fmt.Errorf("retire devices: %w", err)
	}
	// An asset has no edge of its own: it is this edge's by its device.
	_, err = m.tx.Exec(ctx, `UPDATE events e SET cleared_at = greatest(now(), raised_at), cleared_reason = $4, version = version + 1
		WHERE e.site_id = $1 AND e.kind = 'ALARM' AND e.cleared_at IS NULL AND (
			e.device IN (SELECT key FROM devices d WHERE d.edge_id = $2 AND d.state = 'RETIRED')
			OR e.asset <> ALL ($3) AND e.asset IN (SELECT a.key FROM assets a JOIN devices d ON d.tenant_id = a.tenant_id AND d.id = a.device_id
				WHERE d.edge_id = $2 AND d.state = 'RETIRED'))`, m.edge.SiteKey, m.edge.Edge.ID, assets, reason.DeviceRemoved)
	if err != nil {
		return fmt.Errorf("close alarms of retired devices: %w", err)
	}
	return nil
}
