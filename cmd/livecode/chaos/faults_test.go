package chaos

import (
	"time"

	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// faults are the cases, by the names that README and the table give them.
var faults = map[string]fault{
	"worker killed before it claims":               {do: killWorkerAt(beforeClaim), stacks: production},
	"worker killed twice before it claims":         {do: killWorkersTwice, stacks: production},
	"worker killed after it has claimed":           {do: killWorkerAt(afterClaim), stacks: production, short: production},
	"worker killed while programs run":             {do: killWorkerRunning, stacks: both, short: both, deaf: embedded},
	"worker killed before it finishes":             {do: killWorkerAt(beforeFinish), stacks: production},
	"worker killed after it has finished":          {do: killWorkerAt(afterFinish), stacks: production},
	"worker killed before it acknowledges":         {do: killWorkerBeforeAck, stacks: production, short: production},
	"worker killed and not restarted":              {do: killWorkerForGood, stacks: production, thorough: true},
	"worker stopped while programs run":            {do: stopWorker, stacks: both, deaf: embedded},
	"worker frozen for longer than it may be":      {do: freezeWorker, stacks: production, deaf: production},
	"API killed between insert and enqueue":        {do: killAPIBetween, stacks: production, short: production, deaf: production},
	"API killed under load":                        {do: killAPI, stacks: production, deaf: production},
	"Redis killed and restarted":                   {do: restartRedis, stacks: production, short: production, deaf: production},
	"Redis flushed":                                {do: flushRedis, stacks: production, deaf: production},
	"Redis hangs":                                  {do: hangRedis, stacks: production, deaf: production},
	"Redis out of memory":                          {do: fillRedis, stacks: production, deaf: production},
	"Redis takes no writes":                        {do: demoteRedis, stacks: production, deaf: production},
	"Postgres killed and restarted":                {do: killPostgres, stacks: production, short: production, deaf: production},
	"Postgres takes no writes":                     {do: forbidWrites, stacks: production},
	"Postgres hangs":                               {do: hangPostgres, stacks: production, short: production},
	"connections to Postgres go silent":            {do: silencePostgres, stacks: production, short: production},
	"worker stopped while Postgres hangs":          {do: stopWorkerWithoutPostgres, stacks: production},
	"connections cut in mid-transaction":           {do: cutInTransaction, stacks: production, short: production},
	"connections cut again and again":              {do: cutOften, stacks: production, deaf: production},
	"stores slow, 200 ms a request":                {do: slowStores, stacks: production, deaf: production},
	"disk full":                                    {do: fillDisk, stacks: embedded, short: embedded, deaf: embedded},
	"SQLite file locked for 10 s":                  {do: lockFile, stacks: embedded},
	"task delivered many times":                    {do: deliverTwice, stacks: production},
	"all processes killed at once":                 {do: killAll, stacks: production, own: true, deaf: production},
	"clocks of two workers a minute apart":         {do: fastClock, stacks: production},
	"engine killed with programs running":          {do: killEngine, stacks: both, own: true, short: production},
	"containerd killed with programs running":      {do: killContainerd, stacks: production, own: true},
	"engine frozen for 10 s with programs running": {do: freezeEngine, stacks: production, own: true, deaf: production},
	"engine takes no requests for 10 s":            {do: answers(on("", "", dockertest.Hang), 10*time.Second), stacks: both},
	"engine answers 500 for a minute":              {do: answers(on("", "", dockertest.Broken), time.Minute), stacks: both, every: 2 * every},
	"containers cannot be created":                 {do: answers(on("POST", "/containers/create", dockertest.Broken), 2*outage), stacks: both},
	"creation of containers hangs for 30 s":        {do: answers(on("POST", "/containers/create", dockertest.Hang), 30*time.Second), stacks: both},
	"containers cannot be removed":                 {do: answers(on("DELETE", "/containers/", dockertest.Broken), 2*outage), stacks: both},
	"containers removed under running programs":    {do: removeContainers, stacks: both},
	"containers killed by the host":                {do: kill(dockertest.RunnersOn), stacks: both},
	"shims of containers killed by the host":       {do: kill(dockertest.ShimsOn), stacks: both},
	"images removed":                               {do: removeImages, stacks: both, own: true},
}
