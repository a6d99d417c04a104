using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Progress;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class ProgressReaderTests
{
    private readonly Queue<Func<ConsumeResult<string, byte[]>?>> _answers = new();
    private readonly ClientEvents _events = new(NullLogger.Instance);

    [Fact]
    public void Goes_on_after_time_outs_and_errors_that_pass()
    {
        Answer(0, "chain", 1);
        _answers.Enqueue(static () => null);
        Fail(ErrorCode.Local_Transport);
        Answer(1, "chain", 2);
        Answer(2, "another", 3);
        EndAt(2); // An end that has moved on since: not yet the one that is read to.
        EndAt(3);
        Assert.Equal([2], Find());
        Assert.Empty(_answers);
    }

    [Fact]
    public void Stops_when_rights_are_missing()
    {
        Fail(ErrorCode.TopicAuthorizationFailed);
        ChainSyncException error = Assert.Throws<ChainSyncException>(Find);
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains("Grant", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stops_when_credentials_are_refused_while_nothing_comes()
    {
        _answers.Enqueue(static () => null);
        _events.OnError(new Error(ErrorCode.SaslAuthenticationFailed, "wrong password"));
        Assert.Contains("wrong password", Assert.Throws<ChainSyncException>(Find).Message, StringComparison.Ordinal);
    }

    private byte[]? Find()
    {
        var config = new ClientFactory(new KafkaSinkOptions { BootstrapServers = "fake:9092" });
        var reader = new ProgressReader(config, new AdminSession(config, _events), _events, NullLogger.Instance, TimeProvider.System);
        return reader.FindLast(_ => _answers.Dequeue()(), "progress", "chain", 3, TestContext.Current.CancellationToken);
    }

    private void Answer(long offset, string key, byte value) => _answers.Enqueue(() => new ConsumeResult<string, byte[]>
    {
        Offset = offset,
        Message = new Message<string, byte[]> { Key = key, Value = [value] },
    });

    private void EndAt(long offset) => _answers.Enqueue(() => new ConsumeResult<string, byte[]> { Offset = offset, IsPartitionEOF = true });

    private void Fail(ErrorCode code) => _answers.Enqueue(() => throw new ConsumeException(new ConsumeResult<byte[], byte[]>(), new Error(code)));
}
