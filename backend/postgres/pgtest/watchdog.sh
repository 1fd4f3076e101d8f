# Runs the server and stops it when nobody has used it for ten seconds.
#   $1  file that every process using the server holds a shared lock on
#   $2  folder of the server, emptied at the end
#   $3… the server's command line
users=$1 dir=$2
shift 2
"$@" >"$dir/server.log" 2>&1 &
server=$!
exec 9<"$users"
idle=0
while kill -0 "$server" 2>/dev/null; do
	if flock -n -x 9; then
		idle=$((idle + 1))
		if [ "$idle" -ge 10 ]; then
			# Whoever comes now waits for the lock until the server is gone, then starts another.
			kill -INT "$server"
			wait "$server"
			rm -rf "$dir"/*
			exit
		fi
		flock -u 9
	else
		idle=0
	fi
	sleep 1
done
