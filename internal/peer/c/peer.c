/* libmodbus as client and as server, by the lines that package peer describes. */
#include <errno.h>
#include <modbus.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

enum { ITEMS = 200, WORDS = 2100 };

static void fail(const char *what)
{
    fprintf(stderr, "libmodbus: %s: %s\n", what, modbus_strerror(errno));
    exit(1);
}

/* report prints what came of a request; n values follow an ok. */
static void report(int rc, int n, const uint16_t *regs, const uint8_t *bits)
{
    if (rc < 0 && errno > MODBUS_ENOBASE && errno < EMBBADCRC) {
        printf("exception %d\n", errno - MODBUS_ENOBASE);
    } else if (rc < 0) {
        printf("error %s\n", modbus_strerror(errno));
    } else {
        printf("ok");
        for (int i = 0; i < n; i++)
            printf(" %d", regs ? regs[i] : bits[i]);
        printf("\n");
    }
    fflush(stdout);
}

/* request does what the words v[0..n) of a line ask for: function, address, count or values. */
static void request(modbus_t *ctx, const int *v, int n)
{
    static uint16_t regs[WORDS];
    static uint8_t bits[WORDS];
    int at = v[1];
    for (int i = 2; i < n; i++) {
        regs[i - 2] = (uint16_t)v[i];
        bits[i - 2] = (uint8_t)v[i];
    }
    switch (v[0]) {
    case 1: report(modbus_read_bits(ctx, at, v[2], bits), v[2], NULL, bits); break;
    case 2: report(modbus_read_input_bits(ctx, at, v[2], bits), v[2], NULL, bits); break;
    case 3: report(modbus_read_registers(ctx, at, v[2], regs), v[2], regs, NULL); break;
    case 4: report(modbus_read_input_registers(ctx, at, v[2], regs), v[2], regs, NULL); break;
    case 5: report(modbus_write_bit(ctx, at, v[2]), 0, NULL, NULL); break;
    case 6: report(modbus_write_register(ctx, at, regs[0]), 0, NULL, NULL); break;
    case 15: report(modbus_write_bits(ctx, at, n - 2, bits), 0, NULL, NULL); break;
    case 16: report(modbus_write_registers(ctx, at, n - 2, regs), 0, NULL, NULL); break;
    case 17: report(modbus_report_slave_id(ctx, WORDS, bits), 0, NULL, NULL); break;
    case 22: report(modbus_mask_write_register(ctx, at, regs[0], regs[1]), 0, NULL, NULL); break;
    default: printf("error no such function here\n"); fflush(stdout);
    }
}

/* patient lets the bytes of a frame come late, as they do on a busy machine; the library gives up after half a second. */
static int patient(modbus_t *ctx) { return modbus_set_byte_timeout(ctx, 20, 0); }

/* open_line is a serial line at the path. */
static modbus_t *open_line(const char *path) { return modbus_new_rtu(path, 115200, 'N', 8, 1); }

static void client(const char *port, int unit, int rtu)
{
    static char line[1 << 16];
    static int v[WORDS];
    modbus_t *ctx = rtu ? open_line(port) : modbus_new_tcp("127.0.0.1", atoi(port));
    if (!ctx || modbus_set_slave(ctx, unit) || modbus_set_response_timeout(ctx, 20, 0) || patient(ctx) || modbus_connect(ctx))
        fail("connect");
    while (fgets(line, sizeof line, stdin)) {
        int n = 0;
        for (char *w = strtok(line, " \n"); w && n < WORDS; w = strtok(NULL, " \n"))
            v[n++] = atoi(w);
        if (n >= 3)
            request(ctx, v, n);
    }
    modbus_close(ctx);
    modbus_free(ctx);
}

/* until_eof ends the program when whoever started it is gone. */
static void *until_eof(void *arg)
{
    char c;
    while (read(0, &c, 1) > 0)
        ;
    exit(0);
    return arg;
}

/* mapping holds what every server of these tests holds. */
static modbus_mapping_t *mapping(void)
{
    modbus_mapping_t *map = modbus_mapping_new(ITEMS, ITEMS, ITEMS, ITEMS);
    if (!map)
        fail("make a mapping");
    for (int i = 0; i < ITEMS; i++) {
        map->tab_bits[i] = i % 3 == 0;
        map->tab_input_bits[i] = i % 5 == 0;
        map->tab_registers[i] = (uint16_t)(i * 257);
        map->tab_input_registers[i] = (uint16_t)(65535 - i);
    }
    return map;
}

/* serve answers until the connection ends. */
static void serve(modbus_t *ctx, modbus_mapping_t *map)
{
    uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
    for (int n; (n = modbus_receive(ctx, query)) >= 0;)
        if (n > 0 && modbus_reply(ctx, query, n, map) < 0)
            break;
}

static void line_server(const char *path)
{
    pthread_t watch;
    modbus_t *ctx = open_line(path);
    if (!ctx || modbus_set_slave(ctx, 1) || patient(ctx) || modbus_connect(ctx) || pthread_create(&watch, NULL, until_eof, NULL))
        fail("open line");
    printf("listening %s\n", path);
    fflush(stdout);
    for (modbus_mapping_t *map = mapping();;)
        serve(ctx, map);
}

static void server(void)
{
    struct sockaddr_in at;
    socklen_t len = sizeof at;
    pthread_t watch;
    modbus_t *ctx = modbus_new_tcp("127.0.0.1", 0);
    modbus_mapping_t *map = mapping();
    int s = ctx && !patient(ctx) ? modbus_tcp_listen(ctx, 1) : -1;
    if (s < 0 || getsockname(s, (struct sockaddr *)&at, &len))
        fail("listen");
    if (pthread_create(&watch, NULL, until_eof, NULL))
        fail("watch stdin");
    printf("listening %d\n", ntohs(at.sin_port));
    fflush(stdout);
    for (;;) {
        if (modbus_tcp_accept(ctx, &s) < 0)
            fail("accept");
        serve(ctx, map);
        modbus_close(ctx);
    }
}

int main(int argc, char **argv)
{
    int rtu = argc > 2 && strcmp(argv[argc - 1], "rtu") == 0;
    if (argc - rtu == 4 && strcmp(argv[1], "client") == 0)
        client(argv[2], atoi(argv[3]), rtu);
    else if (argc == 4 && strcmp(argv[1], "server") == 0 && strcmp(argv[2], "rtu") == 0)
        line_server(argv[3]);
    else if (argc == 2 && strcmp(argv[1], "server") == 0)
        server();
    else {
        fprintf(stderr, "usage: peer client PORT UNIT [rtu] | peer server [rtu PATH]\n");
        return 2;
    }
    return 0;
}
