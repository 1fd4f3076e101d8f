package reason

// Codes of handling alarms.
const (
	AlarmOver     Code = "ALARM_OVER"
	DeviceRemoved Code = "DEVICE_REMOVED"
)

func alarmCodes() []Entry {
	return []Entry{
		{AlarmOver, Refusal, 409, nil, "the alarm is over; only one that is open can be put aside", "der Alarm ist vorbei; nur ein offener kann zurückgestellt werden"},
		{DeviceRemoved, Notice, 0, []string{"device"}, "{device} is no longer in the site file", "{device} steht nicht mehr in der Anlagendatei"},
	}
}
