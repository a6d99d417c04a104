using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.UnitTests.Pipeline;

public sealed class StallWatchdogTests : IDisposable
{
    private const int Stalled = 3010;
    private const int NoNewBlock = 3011;
    private const int MovesAgain = 3012;

    private readonly LogMemory _log = new();

    [Fact]
    public async Task A_node_that_does_not_answer_is_named_and_so_is_its_return()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new FakeBlockSource(500) { BeforeFetch = (first, cancel) => first >= 3 ? gate.Task.WaitAsync(cancel) : Task.CompletedTask };
        await using StreamRun run = Create(source, new FakeBlockSink());
        Task<Exception?> running = run.RunAsync();

        const string words = "waits for the node's answer for blocks from 3; sequencer waits for block 3 to be fetched; encoder waits for blocks; sink waits for blocks;";
        await Until.TrueAsync(() => Has(Stalled, words), "the stall is logged");
        Assert.Equal(LogLevel.Warning, Find(Stalled).Level);
        await Until.TrueAsync(() => run.Stream.Status.Activity.StartsWith("no progress for ", StringComparison.Ordinal), "the stall is shown");

        gate.SetResult();
        await Until.TrueAsync(() => Has(MovesAgain, "moves again"), "the return is logged");
        run.Stop();
        Assert.Null(await running);
    }

    [Fact]
    public async Task A_sink_that_hangs_is_named()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = new FakeBlockSink { OnCommit = cancel => gate.Task.WaitAsync(cancel) };
        await using StreamRun run = Create(new FakeBlockSource(5000), sink);
        Task<Exception?> running = run.RunAsync();

        await Until.TrueAsync(() => Has(Stalled, "sink commits up to block "), "the stall is logged");
        gate.SetResult();
        run.Stop();

        Assert.Null(await running);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_budget_is_named(bool waitsForRoom)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = new FakeBlockSink { OnWrite = (_, cancel) => gate.Task.WaitAsync(cancel) };
        await using StreamRun run = Create(new FakeBlockSource(5000) { BlockBytes = _ => 100_000, WaitsForRoom = waitsForRoom }, sink, budget: 1 << 20);
        Task<Exception?> running = run.RunAsync();

        await Until.TrueAsync(() => Has(Stalled, "range waits for room in the byte budget for block ") && Has(Stalled, "sink writes block 0"), "the stall is logged");
        Assert.Contains("of 1.0 MiB", Find(Stalled).Text, StringComparison.Ordinal);
        gate.SetResult();
        run.Stop();

        Assert.Null(await running);
    }

    [Fact]
    public async Task No_new_block_is_no_warning()
    {
        await using StreamRun run = Create(new FakeBlockSource(5), new FakeBlockSink());
        Task<Exception?> running = run.RunAsync();

        await Until.TrueAsync(() => Has(NoNewBlock, "planner waits for the node to have block 6 (its head is 5)"), "the silence is logged");
        Assert.Equal(LogLevel.Information, Find(NoNewBlock).Level);
        Assert.Equal("following the head", run.Stream.Status.Activity);
        run.Stop();

        Assert.Null(await running);
    }

    public void Dispose() => _log.Dispose();

    private StreamRun Create(FakeBlockSource source, FakeBlockSink sink, long budget = 96 << 20) =>
        new(source, sink, o => o with { Pipeline = o.Pipeline with { StallTimeout = TimeSpan.FromMilliseconds(40), BudgetBytes = budget } }, _log);

    private bool Has(int id, string text) => Array.Exists(_log.Entries, entry => entry.Id == id && entry.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>The latest, because an early look may catch the stages on their way.</summary>
    private LogEntry Find(int id) => Array.FindLast(_log.Entries, entry => entry.Id == id);
}
