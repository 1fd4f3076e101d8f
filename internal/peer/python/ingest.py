"""A minimal ingest as it is usually written: FastAPI checks the body with pydantic, asyncpg stores it.

    python3 ingest.py SOCKET_FOLDER DATABASE TENANT SITE METER:CHANNEL,... PORT

One request has readings of one device and channel; they are stored with one statement, what is there
already is left alone. It knows its channels by heart and asks nobody who sends.
"""
import asyncio
import datetime
import sys
from typing import List

import asyncpg
import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

folder, database, tenant, site, port = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[6])


class Reading(BaseModel):
    deviceId: str
    channel: str
    value: float
    unit: str
    timestamp: datetime.datetime


class Batch(BaseModel):
    schema_: int

    class Config:
        fields = {"schema_": "schema"}

    readings: List[Reading]


app = FastAPI()
keys = {(m.split(":")[0], "ActivePower", "W"): int(m.split(":")[1]) for m in sys.argv[5].split(",")}


@app.on_event("startup")
async def connect():
    app.state.pool = await asyncpg.create_pool(host=folder, database=database, user="ohm_ingest", min_size=4, max_size=4)


@app.post("/api/ingest")
async def ingest(batch: Batch):
    at, values, channels = [], [], []
    for r in batch.readings:
        key = keys.get((r.deviceId, r.channel, r.unit))
        if key is None:
            raise HTTPException(422, "unknown channel")
        at.append(r.timestamp)
        values.append(r.value)
        channels.append(key)
    async with app.state.pool.acquire() as connection:
        await connection.execute(
            "INSERT INTO samples (ts, value, tenant_id, site_id, channel_id, quality, source) "
            "SELECT g.ts, g.value, $1, $2, g.channel_id, 1, 2 FROM unnest($3::timestamptz[], $4::float8[], $5::int[]) AS g (ts, value, channel_id) "
            "ON CONFLICT DO NOTHING", tenant, site, at, values, channels)
    return {"accepted": len(at)}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", loop="uvloop", http="httptools")
