/*
 * Produces the records of a file to Kafka in transactions and does nothing else: the lower limit that the .NET producer is held against.
 * Values are handed over in place, with their timestamps, as the .NET producer does it.
 *
 * producer FILE BLOCKS TRANSACTIONS REPORTS TOPICS NAME... KEY=VALUE...
 *
 *   FILE          records: u32 length, u16 topic, u16 last of its block, i64 milliseconds, bytes; little-endian; begun again at its end
 *   BLOCKS        blocks in a transaction
 *   TRANSACTIONS  how many are measured, after one that is not
 *   REPORTS       1: delivery reports are taken as events, by a thread of their own, and counted; 0: none are made
 *   TOPICS        how many names follow
 *   KEY=VALUE     properties of librdkafka
 *
 * Prints "messages seconds cpu-seconds", then the milliseconds of each commit.
 * Build: gcc -O2 -I DIR producer.c librdkafka.so.1 -Wl,-rpath,DIR -lpthread -o producer, where DIR/librdkafka holds the header.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "librdkafka/rdkafka.h"

struct header {
    uint32_t length;
    uint16_t topic;
    uint16_t last;
    int64_t timestamp;
};

static rd_kafka_t *client;
static rd_kafka_queue_t *queue;
static rd_kafka_topic_t *topics[64];
static const char *records, *next, *end;
static volatile int stopping;
static volatile long reported, failed;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static void check(const char *what, rd_kafka_error_t *error) {
    if (error) fail(what, rd_kafka_error_string(error));
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void *count_reports(void *unused) {
    const rd_kafka_message_t *batch[512];
    (void)unused;
    while (!stopping) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 200);
        if (!event) continue;
        if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR) {
            size_t count;
            while ((count = rd_kafka_event_message_array(event, batch, 512)) > 0) {
                reported += (long)count;
                for (size_t i = 0; i < count; i++) failed += batch[i]->err != 0;
            }
        }
        rd_kafka_event_destroy(event);
    }
    return NULL;
}

static void produce(const struct header *record, const char *value) {
    rd_kafka_vu_t fields[6];
    fields[0].vtype = RD_KAFKA_VTYPE_RKT;
    fields[0].u.rkt = topics[record->topic];
    fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    fields[1].u.i32 = 0;
    fields[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    fields[2].u.i = 0;
    fields[3].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    fields[3].u.i64 = record->timestamp;
    fields[4].vtype = RD_KAFKA_VTYPE_VALUE;
    fields[4].u.mem.ptr = (void *)value;
    fields[4].u.mem.size = record->length;
    fields[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
    fields[5].u.ptr = NULL;
    for (;;) {
        rd_kafka_error_t *error = rd_kafka_produceva(client, fields, 6);
        if (!error) return;
        if (rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR__QUEUE_FULL) check("produce", error);
        rd_kafka_error_destroy(error);
        usleep(1000);
    }
}

static long transaction(int blocks, double *commit_ms) {
    long messages = 0;
    check("begin", rd_kafka_begin_transaction(client));
    while (blocks > 0) {
        struct header record;
        if (next == end) next = records;
        memcpy(&record, next, sizeof record);
        produce(&record, next + sizeof record);
        next += sizeof record + record.length;
        blocks -= record.last;
        messages++;
    }
    double start = seconds();
    check("commit", rd_kafka_commit_transaction(client, 60000));
    *commit_ms = (seconds() - start) * 1000;
    return messages;
}

static void load(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path, strerror(errno));
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)size);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) fail(path, "could not be read");
    fclose(file);
    records = next = bytes;
    end = bytes + size;
}

int main(int argc, char **argv) {
    char why[512];
    pthread_t thread;
    if (argc < 7) fail(argv[0], "see the head of the source for its arguments");
    load(argv[1]);
    int blocks = atoi(argv[2]), transactions = atoi(argv[3]), reports = atoi(argv[4]), names = atoi(argv[5]);
    if (names < 1 || names > 64 || 6 + names > argc) fail("TOPICS", "from 1 to 64");

    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    for (int i = 6 + names; i < argc; i++) {
        char *value = strchr(argv[i], '=');
        if (!value) fail(argv[i], "not of the form KEY=VALUE");
        *value++ = 0;
        if (rd_kafka_conf_set(conf, argv[i], value, why, sizeof why)) fail(argv[i], why);
    }
    if (reports) rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR);
    client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (!client) fail("librdkafka", why);
    queue = rd_kafka_queue_get_main(client);
    if (reports) pthread_create(&thread, NULL, count_reports, NULL);
    for (int i = 0; i < names; i++) topics[i] = rd_kafka_topic_new(client, argv[6 + i], NULL);
    check("init", rd_kafka_init_transactions(client, 60000));

    double *commits = calloc((size_t)transactions + 1, sizeof *commits);
    long messages = 0, warm = transaction(blocks, commits);
    double cpu = cpu_seconds(), start = seconds();
    for (int t = 0; t < transactions; t++) messages += transaction(blocks, &commits[t]);
    double took = seconds() - start;
    cpu = cpu_seconds() - cpu;
    if (reports && (failed || reported != warm + messages)) fail("reports", "records were lost");
    printf("%ld %.6f %.6f\n", messages, took, cpu);
    for (int t = 0; t < transactions; t++) printf("%.3f ", commits[t]);
    printf("\n");

    for (int i = 0; i < names; i++) rd_kafka_topic_destroy(topics[i]);
    stopping = 1;
    if (reports) pthread_join(thread, NULL);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(client);
    return 0;
}
