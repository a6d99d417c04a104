using System.Diagnostics;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Diagnostics;

public sealed class ChainSyncMetricsTests : IDisposable
{
    private readonly MetricsRecorder _recorder = new();
    private readonly StreamStatus _status = new() { Chain = "ethereum" };

    [Fact]
    public void The_instruments_are_these_and_no_others()
    {
        using var metrics = new ChainSyncMetrics(_status, _recorder);
        string[] expected =
        [
            "chainsync.blocks.committed {block}",
            "chainsync.blocks.fetched {block}",
            "chainsync.blocks.retracted {block}",
            "chainsync.budget.used By",
            "chainsync.commit.duration s",
            "chainsync.committed {block}",
            "chainsync.decode.unknown_fields {field}",
            "chainsync.errors {error}",
            "chainsync.head {block}",
            "chainsync.head.lag {block}",
            "chainsync.records.committed {record}",
            "chainsync.reorg.depth {block}",
            "chainsync.reorgs {reorg}",
            "chainsync.rpc.moved {fetch}",
            "chainsync.rpc.received By",
            "chainsync.rpc.request.duration s",
            "chainsync.rpc.requests {request}",
            "chainsync.sink.sent By",
            "chainsync.stage.cpu s",
            "chainsync.verification.failed {block}",
            "chainsync.verification.unverifiable {block}",
            "chainsync.verification.waiting {block}",
        ];
        Assert.Equal(expected, _recorder.Instruments);
    }

    [Fact]
    public void What_is_counted_arrives_with_its_tags()
    {
        using var metrics = new ChainSyncMetrics(_status, _recorder);
        metrics.BlocksFetched(3, 900);
        metrics.RequestDone(Stopwatch.GetTimestamp(), 1000, "http://a");
        metrics.Moved(ChainSyncError.RpcTimeout, "http://a");
        metrics.Fault(ChainSyncError.RpcRateLimited);
        metrics.UnknownField("oddity", 2);
        metrics.RecordsCommitted(Entity.Log, 7);
        metrics.RecordsCommitted(Entity.Transaction, 0);
        metrics.Committed(42, 3, 7, 800, TimeSpan.FromMilliseconds(5));
        metrics.Committed(43, 1, 0, 200, TimeSpan.FromMilliseconds(5));

        Assert.Equal(3, _recorder.Sum("chainsync.blocks.fetched", "chain=ethereum"));
        Assert.Equal(1, _recorder.Sum("chainsync.rpc.requests", "chain=ethereum,endpoint=http://a"));
        Assert.Equal(1, _recorder.Sum("chainsync.rpc.moved", "chain=ethereum,endpoint=http://a,error.type=RpcTimeout"));
        Assert.Equal(1000, _recorder.Sum("chainsync.rpc.received", "chain=ethereum,endpoint=http://a"));
        Assert.Equal(1, _recorder.Sum("chainsync.errors", "chain=ethereum,error.type=RpcRateLimited"));
        Assert.Equal(2, _recorder.Sum("chainsync.decode.unknown_fields", "chain=ethereum,field=oddity"));
        Assert.Equal(7, _recorder.Sum("chainsync.records.committed", "chain=ethereum,entity=log"));
        Assert.Equal(0, _recorder.Count("chainsync.records.committed", "chain=ethereum,entity=transaction"));
        Assert.Equal(7, _status.RecordsCommittedOf(Entity.Log));
        Assert.Equal(0, _status.RecordsCommittedOf(Entity.Transaction));
        Assert.InRange(_status.FirstCommit ?? default, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.Equal(4, _recorder.Sum("chainsync.blocks.committed", "chain=ethereum"));
        Assert.Equal(1000, _recorder.Sum("chainsync.sink.sent", "chain=ethereum"));
        Assert.Equal(2, _recorder.Count("chainsync.commit.duration", "chain=ethereum"));
        Assert.Equal(1, _recorder.Count("chainsync.rpc.request.duration", "chain=ethereum,endpoint=http://a"));
        metrics.Reorganised(3);
        metrics.Reorganised(2);
        Assert.Equal(2, _recorder.Sum("chainsync.reorgs", "chain=ethereum"));
        Assert.Equal(5, _recorder.Sum("chainsync.blocks.retracted", "chain=ethereum"));
        Assert.Equal(2, _recorder.Count("chainsync.reorg.depth", "chain=ethereum"));
        Assert.Equal((2, 5, 3), (_status.Reorgs, _status.BlocksRetracted, _status.DeepestReorg));
        Assert.Equal(1, _status.RpcErrors);
        Assert.Equal(43ul, _status.Committed);
    }

    [Fact]
    public void Gauges_show_the_status_once_it_is_known_and_end_with_the_stream()
    {
        using (var metrics = new ChainSyncMetrics(_status, _recorder))
        {
            _recorder.Observe();
            Assert.Equal(0, _recorder.Count("chainsync.head", "chain=ethereum"));
            _status.SetHead(100);
            _status.SetCommitted(90);
            _status.SetBudgetUsed(5000);
            _recorder.Observe();
        }

        Assert.Equal(100, _recorder.Sum("chainsync.head", "chain=ethereum"));
        Assert.Equal(90, _recorder.Sum("chainsync.committed", "chain=ethereum"));
        Assert.Equal(10, _recorder.Sum("chainsync.head.lag", "chain=ethereum"));
        Assert.Equal(5000, _recorder.Sum("chainsync.budget.used", "chain=ethereum"));
        _recorder.Observe();
        Assert.Equal(1, _recorder.Count("chainsync.head", "chain=ethereum"));
    }

    [Fact]
    public void Processor_time_is_counted_by_stage()
    {
        Assert.SkipUnless(ThreadCpu.IsSupported, "The time of a thread is only read on 64-bit Linux.");
        using var metrics = new ChainSyncMetrics(_status, _recorder);
        long start = ThreadCpu.Uncounted;
        Work(milliseconds: 5);

        metrics.StageDone(ProcessingStage.Verify, start);

        Assert.InRange(_status.CpuOf(ProcessingStage.Verify).TotalMilliseconds, 5, 5000);
        Assert.Equal(TimeSpan.Zero, _status.CpuOf(ProcessingStage.Decode));
        Assert.Equal(_status.CpuOf(ProcessingStage.Verify).TotalSeconds, _recorder.Sum("chainsync.stage.cpu", "chain=ethereum,stage=verify"), 5);
        Assert.Equal(0, _recorder.Count("chainsync.stage.cpu", "chain=ethereum,stage=decode"));
    }

    [Fact]
    public void A_stage_within_another_is_counted_once()
    {
        Assert.SkipUnless(ThreadCpu.IsSupported, "The time of a thread is only read on 64-bit Linux.");
        using var metrics = new ChainSyncMetrics(_status, _recorder);
        long decoding = ThreadCpu.Uncounted;
        Work(milliseconds: 2);
        long verifying = ThreadCpu.Uncounted;
        Work(milliseconds: 20);
        metrics.StageDone(ProcessingStage.Verify, verifying);
        Work(milliseconds: 2);
        metrics.StageDone(ProcessingStage.Decode, decoding);

        TimeSpan decoded = _status.CpuOf(ProcessingStage.Decode);
        TimeSpan verified = _status.CpuOf(ProcessingStage.Verify);
        Assert.InRange(verified.TotalMilliseconds, 20, 5000);
        Assert.InRange(decoded.TotalMilliseconds, 4, 5000);
        Assert.True(decoded < verified, $"{decoded} were counted for decoding, with {verified} of verification in it.");
    }

    [Fact]
    public void A_thread_that_sleeps_uses_no_processor_time()
    {
        Assert.SkipUnless(ThreadCpu.IsSupported, "The time of a thread is only read on 64-bit Linux.");
        long start = ThreadCpu.Uncounted;
        Thread.Sleep(200);
        Assert.InRange(ThreadCpu.Uncounted - start, 0, 100_000_000);
    }

    private static void Work(int milliseconds)
    {
        long until = ThreadCpu.Uncounted + (milliseconds * 1_000_000);
        while (ThreadCpu.Uncounted < until)
        {
            // The clock of the thread goes on.
        }
    }

    [Theory]
    [InlineData(ChainSyncError.Sink, 0)]
    [InlineData(ChainSyncError.Configuration, 0)]
    [InlineData(ChainSyncError.RpcTimeout, 1)]
    [InlineData(ChainSyncError.InconsistentData, 1)]
    public void Only_faults_of_the_node_count_as_its_errors(ChainSyncError error, int expected)
    {
        using var metrics = new ChainSyncMetrics(_status, _recorder);
        metrics.Fault(error);
        Assert.Equal(expected, _status.RpcErrors);
        Assert.Equal(1, _recorder.Sum("chainsync.errors", $"chain=ethereum,error.type={error}"));
    }

    public void Dispose() => _recorder.Dispose();
}
