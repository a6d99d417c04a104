using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Two nodes and room for one block: when one fails, its ranges go to the other, which has answers that wait for room.</summary>
public sealed class RoomOfTwoNodesTests
{
    private const ulong Last = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task What_has_room_gets_through_when_a_node_fails(int concurrency)
    {
        int answered = 0;
        var good = new FakeNode(static request => FakeNode.Items(request, Answer));
        var failing = new FakeNode(request => Interlocked.Increment(ref answered) > 8 ? throw new HttpRequestException("connection refused") : FakeNode.Items(request, Answer));
        RpcEndpointOptions options = Endpoint.Options() with { Concurrency = concurrency, BatchSize = 2 };
        var time = new SteppingTime();
        var sink = new FakeBlockSink { OnWrite = static (_, cancel) => Task.Delay(1, cancel) };
        var stream = new SyncStream(
            new StreamOptions
            {
                Rpc = options,
                OtherRpc = [options],
                From = StartPosition.At(1),
                To = Last,
                Verification = new VerificationOptions { Level = VerificationLevel.None },
                Pipeline = new PipelineOptions { BudgetBytes = 1 },
            },
            sink,
            new SyncStreamServices { Source = (o, metrics, logger) => new RpcBlockSource(
                [new RpcClient(options, metrics, logger, time, good), new RpcClient(options, metrics, logger, time, failing)], o.Endpoints, metrics, logger, time, o.Verification) });

        await stream.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await stream.DisposeAsync();
        Assert.Equal((int)Last, sink.Committed.Count);
        Assert.True(failing.Requests.Count > 8);
    }

    private static string Answer(FakeCall call) =>
        call.Parameters.Contains("latest", StringComparison.Ordinal) ? FakeChain.Block((int)Last) : FakeChain.Answer(call);
}
