using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka;

/// <summary>What the Kafka sink logs. Event ids from 5000.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(5000, LogLevel.Warning, "Waiting for Kafka at {Bootstrap} to {Activity}: {Reason}")]
    public static partial void Waiting(ILogger logger, string bootstrap, string activity, string reason);

    [LoggerMessage(5001, LogLevel.Information, "Created topic {Topic} with {Partitions} and {Replicas}")]
    public static partial void TopicCreated(ILogger logger, string topic, string partitions, string replicas);

    [LoggerMessage(5002, LogLevel.Warning, "{Warning}")]
    public static partial void TopicWarning(ILogger logger, string warning);

    [LoggerMessage(5003, LogLevel.Information, "Resuming after block {Number} from topic {Topic}")]
    public static partial void Resuming(ILogger logger, ulong number, string topic);

    [LoggerMessage(5004, LogLevel.Information, "Topic {Topic} has no progress yet: the stream begins at block {First}")]
    public static partial void Beginning(ILogger logger, string topic, ulong first);

    [LoggerMessage(5005, LogLevel.Warning, "The transaction up to block {Number} failed and is redone: {Reason}")]
    public static partial void Redo(ILogger logger, ulong number, string reason);

    [LoggerMessage(5006, LogLevel.Warning, "The Kafka producer can do no more and is replaced; what was not committed is written again: {Reason}")]
    public static partial void Replacing(ILogger logger, string reason);

    [LoggerMessage(5007, LogLevel.Information, "Kafka goes on after block {Number}")]
    public static partial void Recovered(ILogger logger, ulong number);

    [LoggerMessage(5008, LogLevel.Information, "Topic {Topic} has a transaction that is still open: its last stable offset is {Stable}, its end {End}")]
    public static partial void OpenTransaction(ILogger logger, string topic, long stable, long end);

    [LoggerMessage(5009, LogLevel.Debug, "Kafka client: {Code}: {Reason}")]
    public static partial void ClientError(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(EventId = 5010, Message = "Kafka client: {Facility}: {Text}")]
    public static partial void ClientMessage(ILogger logger, LogLevel level, string facility, string text);

    [LoggerMessage(5011, LogLevel.Debug, "Kafka does not say its {Setting} to this user: not checked")]
    public static partial void NotChecked(ILogger logger, string setting);

    [LoggerMessage(5012, LogLevel.Warning, "Topic {Topic} goes on with other settings than before, from block {Next} on: {Changes}")]
    public static partial void ChangesAccepted(ILogger logger, string topic, ulong next, string changes);

    [LoggerMessage(5013, LogLevel.Warning, "Kafka has ended a transaction without marking its end in '{Topics}': it was not committed, and is aborted there now")]
    public static partial void AbortNotMarked(ILogger logger, string topics);

    [LoggerMessage(5014, LogLevel.Warning, "Kafka has committed a transaction without marking its end in '{Topics}': consumers are shown it with the next commit")]
    public static partial void CommitNotMarked(ILogger logger, string topics);

    [LoggerMessage(
        5015,
        LogLevel.Warning,
        "A transaction of another producer is open in '{Topics}': consumers are shown nothing behind its beginning until it ends. "
        + "If nobody else writes there, an administrator ends it with kafka-transactions.sh (find-hanging, abort)")]
    public static partial void StillOpen(ILogger logger, string topics);

    [LoggerMessage(5016, LogLevel.Warning, "From block {Number} on, blocks are verified at level {Now}; before, it was {Before}")]
    public static partial void VerificationChanged(ILogger logger, ulong number, string before, string now);

    [LoggerMessage(5017, LogLevel.Warning, "The transaction from block {First} on has outlived transaction.timeout.ms again; the next may stay open for {Milliseconds} ms. If that happens often, set it in the producer's configuration")]
    public static partial void TimeoutRaised(ILogger logger, ulong first, int milliseconds);

    [LoggerMessage(5020, LogLevel.Debug, "Checks the topics of {Topic}")]
    public static partial void ChecksTopics(ILogger logger, string topic);

    [LoggerMessage(5021, LogLevel.Debug, "Begins transactions as {TransactionalId}: an earlier instance is fenced, what it left open is settled")]
    public static partial void InitsTransactions(ILogger logger, string transactionalId);

    [LoggerMessage(5022, LogLevel.Debug, "Reads the progress from topic {Topic}")]
    public static partial void ReadsProgress(ILogger logger, string topic);

    [LoggerMessage(5023, LogLevel.Debug, "Claims the stream as instance {Instance}")]
    public static partial void Claims(ILogger logger, string instance);

    [LoggerMessage(5024, LogLevel.Debug, "A transaction begins")]
    public static partial void TransactionBegins(ILogger logger);

    [LoggerMessage(5025, LogLevel.Debug, "Commits up to block {Number}")]
    public static partial void Commits(ILogger logger, ulong number);

    [LoggerMessage(5026, LogLevel.Debug, "Has committed up to block {Number}")]
    public static partial void Committed(ILogger logger, ulong number);

    [LoggerMessage(5040, LogLevel.Information, "Found {Records} records of blocks {First} to {Last} that are to be taken back, in {Milliseconds} ms")]
    public static partial void TakesBack(ILogger logger, long records, ulong first, ulong last, long milliseconds);

    [LoggerMessage(5041, LogLevel.Warning, "The hashes of blocks from {First} on cannot be looked up: {Reason}")]
    public static partial void HashesUnknown(ILogger logger, ulong first, string reason);
}
