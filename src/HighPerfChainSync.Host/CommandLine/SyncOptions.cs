using Group = HighPerfChainSync.Host.CommandLine.OptionGroup;
using static HighPerfChainSync.Host.CommandLine.OptionKind;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary>The options of <c>chainsync sync</c>, in the order of its help.</summary>
internal static class SyncOptions
{
    /// <summary>Name of the option that names a configuration file; it sets no key.</summary>
    public const string ConfigFile = "--config";

    /// <summary>All options.</summary>
    public static IReadOnlyList<SyncOption> All { get; } =
    [
        new("--rpc", "Rpc:Url", "URL", Group.Stream, Addresses, "JSON-RPC address of the node, http or https; repeatable: work that fails at one goes on at another."),
        new("--kafka", "Kafka:Bootstrap", "HOST:PORT,…", Group.Stream, Value, "Writes to this Kafka, in transactions. Exactly one of --kafka and --out."),
        new("--out", "Out", "DIR|-|null", Group.Stream, Value, "Writes files into a directory, or records to standard output (-), or nothing (null)."),
        new("--chain", "Chain", "NAME", Group.Stream, Value, "Name of the chain in topics and files. Default: the one its chain id stands for (1 = ethereum)."),
        new("--from", "From", "N|latest|resume", Group.Stream, Value, "Where a stream without progress begins; with progress it always resumes. Default: resume, else 0."),
        new("--to", "To", "N", Group.Stream, Value, "Last block, inclusive. Default: follow the head without end."),
        new("--emit", "Emit", "MODE", Group.Stream, Value, "How near to the head: live (reorganisations are followed), safe, finalized or confirmations=N. Default: live."),
        new("--max-reorg-depth", "MaxReorgDepth", "N", Group.Stream, Value, "Committed blocks that a reorganisation may take back; a deeper one stops the stream. Default: 1000."),
        new("--entities", "Entities", "LIST", Group.Stream, Value, "Comma-separated. Default: block,transaction,log,token_transfer."),
        new("--format", "Format", "json|messagepack", Group.Stream, Value, "Encoding of a record. Default: json."),
        new("--schema", "Schema", "plain|extended", Group.Stream, Value, "plain: the keys of ethereumetl. extended: these and all that hashes and roots are made of, which fsck needs. Default: plain."),
        new("--numbers", "Numbers", "number|string", Group.Stream, Value, "Form of quantities that can exceed 2^53: bare numbers or decimal text. Default: number."),
        new("--budget", "Budget", "SIZE", Group.Stream, Value, "Memory for blocks under way, such as 128MB. Default: 72MB."),

        new("--ws", "Rpc:WebSocket", "URL", Group.Node, Value, "WebSocket of the first node, ws or wss, that announces new blocks. Default: polling alone."),
        new("--http", "Rpc:Http", "1|2|auto", Group.Node, Value, "HTTP version. auto: https negotiates, http is HTTP/1.1. 2 over http is h2c. Default: auto."),
        new("--rpc-batch", "Rpc:Batch", "N", Group.Node, Value, "Calls in one batch at most; 1 sends single calls. Default: 20."),
        new("--rpc-concurrency", "Rpc:Concurrency", "N", Group.Node, Value, "Requests under way at once, at each node. Default: 32."),
        new("--rpc-rate", "Rpc:Rate", "N", Group.Node, Value, "Calls a second at most, at each node. Default: no limit."),
        new("--rpc-header", "Rpc:Headers", "\"NAME: VALUE\"", Group.Node, Headers, "Further HTTP header for the first --rpc; repeatable."),
        new("--rpc-bearer", "Rpc:Bearer", "TOKEN", Group.Node, Value, "Bearer token for the first --rpc. Other users can read a command line: prefer the environment."),
        new("--rpc-ca", "Rpc:CaFile", "FILE", Group.Node, Value, "PEM file with the authorities to trust instead of the system's."),
        new("--rpc-insecure", "Rpc:Insecure", null, Group.Node, Flag, "Accepts any server certificate."),
        new("--rpc-gzip", "Rpc:Gzip", null, Group.Node, Flag, "Asks for gzip; pays on slow links only."),
        new("--rpc-timeout", "Rpc:Timeout", "TIME", Group.Node, Value, "Time for one request, such as 30s. Default: 30s."),

        new("--verify", "Verify:Level", "LEVEL", Group.Verification, Value, "none; structure (what no root protects); roots (and every hash, root and bloom filter); senders (and every signature). Default: roots."),
        new("--on-unverified", "Verify:OnUnverified", "ACTION", Group.Verification, Value, "When a block stays wrong: wait, skip-verification (take it, and say so) or stop. Default: wait."),
        new("--skip-checks", "Verify:SkipChecks", "LIST", Group.Verification, Value, "Checks that reject no block, comma-separated; where one does not hold, that is counted."),
        new("--profile", "Verify:Profile", "NAME|FILE", Group.Verification, Value, "What is particular about the chain. Default: by chain id, else generic."),

        new("--kafka-config", "Kafka:Config", "KEY=VALUE", Group.Kafka, Assignments, "Any librdkafka property, security included; repeatable."),
        new("--topic-template", "Kafka:TopicTemplate", "TEXT", Group.Kafka, Value, "Topic names from {chain} and {entities}. Without {entities}: one topic for all. Default: {chain}_{entities}."),
        new("--progress-topic", "Kafka:ProgressTopicTemplate", "TEXT", Group.Kafka, Value, "Name of the progress topic and transactional id. Default: {chain}_progress."),
        new("--delivery", "Kafka:Delivery", "MODE", Group.Kafka, Value, "exactly-once (transactions) or at-least-once (no transactions; blocks since the last progress may come again). Default: exactly-once."),
        new("--timestamps", "Kafka:Timestamps", "block|ingest", Group.Kafka, Value, "Time of a Kafka record: the block's or the clock's. Default: block."),
        new("--partitions", "Kafka:Partitions", "N", Group.Kafka, Value, "Partitions of each data topic. With more than one, order holds within each alone. Default: 1."),
        new("--partition-by", "Kafka:PartitionBy", "WHAT", Group.Kafka, Value, "What a partition follows from: block-range, block, address or transaction. Default: block-range."),
        new("--blocks-per-range", "Kafka:BlocksPerRange", "N", Group.Kafka, Value, "Blocks that follow each other in one partition with block-range. Default: 1000."),
        new("--key", "Kafka:RecordKey", "FIELD", Group.Kafka, Value, "Key of a record: none, item_id, block_number, address or transaction_hash. Default: what partitions follow from, else none."),
        new("--headers", "Kafka:Headers", "LIST", Group.Kafka, Value, "Kafka headers of a record: verification (what was checked of its block). Default: none."),
        new("--replicas", "Kafka:ReplicationFactor", "N", Group.Kafka, Value, "Replicas of topics that are created. Default: 3, or as many as there are brokers."),
        new("--max-message", "Kafka:MaxMessageBytes", "SIZE", Group.Kafka, Value, "Largest record batch, of topics that are created and of the producer. Default: 16MB."),
        new("--commit-blocks", "Kafka:CommitBlocks", "N", Group.Kafka, Value, "Blocks in one transaction at most. Default: 50."),
        new("--commit-bytes", "Kafka:CommitBytes", "SIZE", Group.Kafka, Value, "Bytes in one transaction at most; a larger block goes alone. Default: 32MB."),
        new("--commit-delay", "Kafka:CommitDelay", "TIME", Group.Kafka, Value, "Time that a transaction stays open at most. Default: 1s."),
        new("--start-timeout", "Kafka:StartTimeout", "TIME", Group.Kafka, Value, "How long a start waits for Kafka before it gives up. Default: 60s."),
        new("--skip-provisioning", "Kafka:SkipProvisioning", null, Group.Kafka, Flag, "Neither creates nor checks topics, for a user without the rights to: somebody else vouches for them."),
        new("--accept-changes", "Kafka:AcceptChanges", null, Group.Kafka, Flag, "Goes on although format, schema, numbers, entities, topics, partitions, keys or timestamps have changed, from the next block on."),

        new("--dry-run", ":Run:DryRun", null, Group.Process, Flag, "Says what would be created, refused and resumed, and with which settings; changes nothing."),
        new("--log", ":Log:Format", "text|json", Group.Process, Value, "Log and progress lines on standard error. Default: text, with a live display on a terminal."),
        new("--verbosity", ":Log:Verbosity", "LEVEL", Group.Process, Value, "quiet, normal or detailed. Default: normal."),
    ];

    /// <summary>The option that sets a key, or null when only configuration does.</summary>
    public static SyncOption? ForKey(string fullKey)
    {
        foreach (SyncOption option in All)
        {
            if (string.Equals(option.FullKey, fullKey, StringComparison.OrdinalIgnoreCase)) return option;
            // One of many names below a key: --kafka-config acks=1 is Kafka:Config:acks.
            bool hasNames = option.Kind is OptionKind.Assignments or OptionKind.Headers;
            if (hasNames && fullKey.StartsWith(option.FullKey + ":", StringComparison.OrdinalIgnoreCase)) return option;
        }

        return null;
    }
}
