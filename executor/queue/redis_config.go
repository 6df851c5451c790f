package queue

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/hibiken/asynq"
)

// RedisConfig says where Redis is: by URL, or else by host and port.
type RedisConfig struct {
	// URL is one of
	//
	//	redis://[user:password@]host[:port][/db]
	//	rediss://… the same over TLS, with the system's certificate authorities
	//	redis-socket://[user:password@]/path[?db=number]
	//	redis-sentinel://[:sentinel password@]host[:port][,host…]?master=name
	URL string `json:"-"`

	Host string
	Port uint16 // 6379 if zero

	// Password is for Redis itself, and yields to one in a URL. Under
	// Sentinel it is the only way to give it.
	Password string `json:"-"`
}

// The ports that go without saying.
const (
	redisPort    = 6379
	sentinelPort = 26379
)

// Format prints nothing of c, whatever the verb, because it holds passwords.
func (RedisConfig) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("(Redis)")) }

func (c RedisConfig) parse() (asynq.RedisConnOpt, error) {
	if c.URL != "" {
		return c.parseURL()
	}
	if c.Host == "" {
		return nil, errors.New("redis: neither a URL nor a host is given")
	}
	port := cmp.Or(c.Port, redisPort)
	return asynq.RedisClientOpt{Addr: net.JoinHostPort(c.Host, strconv.Itoa(int(port))), Password: c.Password}, nil
}

// parseURL is asynq's parser with what it leaves out: user names, default
// ports, a slash without a database, and Redis's own password under Sentinel.
// Its errors hold nothing of the URL, which holds the password.
func (c RedisConfig) parseURL() (asynq.RedisConnOpt, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, errors.New("redis: the URL cannot be parsed; a password in it may need percent-encoding")
	}
	if u.Scheme != "redis-socket" && u.Hostname() == "" {
		return nil, errors.New("redis: the URL has no host")
	}
	parsed, err := asynq.ParseRedisURI(strings.TrimSuffix(c.URL, "/"))
	if err != nil {
		return nil, errors.New("redis: want a URL such as redis://:password@host:6379/0, or with rediss, redis-socket or redis-sentinel")
	}
	switch opt := parsed.(type) {
	case asynq.RedisClientOpt:
		opt.Username = u.User.Username()
		opt.Password = cmp.Or(opt.Password, c.Password)
		if opt.Network != "unix" {
			opt.Addr = withPort(opt.Addr, redisPort)
		}
		return opt, nil
	case asynq.RedisFailoverClientOpt:
		if opt.MasterName == "" {
			return nil, errors.New("redis: a redis-sentinel URL needs ?master=name")
		}
		for i, addr := range opt.SentinelAddrs {
			opt.SentinelAddrs[i] = withPort(addr, sentinelPort)
		}
		opt.SentinelUsername = u.User.Username()
		opt.Password = c.Password
		return opt, nil
	default:
		return nil, fmt.Errorf("redis: connections of type %T are not supported", parsed)
	}
}

// withPort is addr with a port, for IPv6 in brackets too.
func withPort(addr string, port int) string {
	if _, _, err := net.SplitHostPort(addr); err == nil {
		return addr
	}
	return net.JoinHostPort(strings.Trim(addr, "[]"), strconv.Itoa(port))
}
