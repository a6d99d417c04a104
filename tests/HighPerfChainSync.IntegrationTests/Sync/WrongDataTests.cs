using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.ReplayNode.WrongData;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.IntegrationTests.Sync;

/// <summary>Whatever a node says wrong about a block, nothing of it is written, and its own check counts it.</summary>
public sealed class WrongDataTests(WrongDataRun run) : IClassFixture<WrongDataRun>
{
    private const int Enough = 6;

    public static TheoryData<string> EveryFault() => [.. Faults().Select(fault => fault.Name)];

    public static TheoryData<string> EveryFaultThatIsFound() => [.. Faults().Where(fault => fault.Checks.Count > 0).Select(fault => fault.Name)];

    public static TheoryData<string> EveryUnreadableFault() => [.. Faults().Where(fault => fault.Error is not null && fault.Checks.Count == 0).Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(EveryFault))]
    public async Task What_was_wrong_at_first_leaves_no_trace(string name)
    {
        WrongDataFault fault = WrongDataCatalogue.Find(name)!;
        ulong victim = run.VictimOf(fault);
        using var counts = new FaultCounts();

        (string output, Exception? error) = await run.RunAsync(
            victim - 1, victim + 1, fault, new WrongDataSchedule { Answers = 2 }, run.Verification, counts);

        Assert.Null(error);
        run.AssertWritten(victim - 1, victim + 1, output);
        AssertCounted(fault, counts);
    }

    [Theory]
    [MemberData(nameof(EveryFaultThatIsFound))]
    public async Task What_stays_wrong_stops_the_stream_where_that_was_asked_for(string name)
    {
        WrongDataFault fault = WrongDataCatalogue.Find(name)!;
        ulong victim = run.VictimOf(fault);
        using var counts = new FaultCounts();

        (string output, Exception? error) = await run.RunAsync(
            victim - 2, victim + 1, fault, WrongDataSchedule.Block(victim, WrongDataSchedule.ForEver),
            run.Verification with { OnUnverified = UnverifiedAction.Stop }, counts);

        AssertNamed(fault, error);
        run.AssertNoneBut(victim - 2, victim - 1, output);
        AssertCounted(fault, counts);
    }

    [Theory]
    [MemberData(nameof(EveryFaultThatIsFound))]
    [MemberData(nameof(EveryUnreadableFault))]
    public async Task What_one_node_gets_wrong_for_ever_another_gives_right(string name)
    {
        WrongDataFault fault = WrongDataCatalogue.Find(name)!;
        ulong victim = run.VictimOf(fault);

        (string output, Exception? error) = await run.RunAsync(
            victim - 2, victim + 1, fault, WrongDataSchedule.Block(victim, WrongDataSchedule.ForEver),
            run.Verification with { OnUnverified = UnverifiedAction.Stop }, null, withRightOne: true);

        Assert.Null(error);
        run.AssertWritten(victim - 2, victim + 1, output);
    }

    [Theory]
    [InlineData("receipts-empty", false)]
    [InlineData("receipts-of-another-fork", false)]
    [InlineData("quantity-malformed", false)]
    [InlineData("receipt-field-missing", false)]
    [InlineData("log-index-shifted", true)]
    [InlineData("receipt-status-changed", true)]
    [InlineData("state-root-changed", true)]
    [InlineData("effective-gas-price-changed", true)]
    public async Task What_is_wrong_with_the_first_block_stops_the_stream_with_the_option_that_goes_on(string name, bool canGoOn)
    {
        WrongDataFault fault = WrongDataCatalogue.Find(name)!;
        ulong victim = run.VictimOf(fault);
        using var counts = new FaultCounts();

        (string output, Exception? error) = await run.RunAsync(
            victim, victim + 1, fault, WrongDataSchedule.Block(victim, WrongDataSchedule.ForEver), run.Verification, counts);

        AssertNamed(fault, error);
        Assert.Equal(canGoOn, error!.Message.Contains("--skip-checks", StringComparison.Ordinal));
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("receipts-empty")]
    [InlineData("log-data-changed")]
    [InlineData("quantity-malformed")]
    public async Task What_stays_wrong_later_is_waited_for(string name)
    {
        WrongDataFault fault = WrongDataCatalogue.Find(name)!;
        ulong victim = run.VictimOf(fault);

        // Wrong more often than any limit of tries, and then right.
        (string output, Exception? error) = await run.RunAsync(
            victim - 2, victim + 1, fault, WrongDataSchedule.Block(victim, answers: 2 * run.Verification.Tries), run.Verification, null);

        Assert.Null(error);
        run.AssertWritten(victim - 2, victim + 1, output);
    }

    [Theory]
    [MemberData(nameof(EveryUnreadableFault))]
    public async Task What_can_never_be_read_is_never_written(string name)
    {
        WrongDataFault fault = WrongDataCatalogue.Find(name)!;
        ulong victim = run.VictimOf(fault);
        using var counts = new FaultCounts();

        (string output, _) = await run.RunAsync(
            victim - 2, victim + 1, fault, WrongDataSchedule.Block(victim, WrongDataSchedule.ForEver), run.Verification, counts, Enough);

        run.AssertNoneBut(victim - 2, victim - 1, output);
    }

    [Fact]
    public async Task A_wrong_sender_is_found_by_its_signature()
    {
        WrongDataFault fault = WrongDataCatalogue.Find("transaction-from-changed")!;
        WrongDataRun sample = WrongDataRun.OverSample();
        ulong victim = sample.VictimOf(fault);
        Assert.SkipUnless(sample.Passes(victim, BlockCheck.TransactionSender), "This build recovers no senders.");
        var schedule = WrongDataSchedule.Block(victim, WrongDataSchedule.ForEver);
        using var counts = new FaultCounts();

        (_, Exception? error) = await sample.RunAsync(
            victim, victim + 1, fault, schedule, sample.Verification with { OnUnverified = UnverifiedAction.Stop }, counts);

        AssertNamed(fault, error);
        AssertCounted(fault, counts);
    }

    private static IEnumerable<WrongDataFault> Faults() => WrongDataCatalogue.All.Where(fault => !fault.Checks.Contains(BlockCheck.TransactionSender));

    private static void AssertNamed(WrongDataFault fault, Exception? error)
    {
        var stop = Assert.IsType<ChainSyncException>(error);
        Assert.Equal(ChainSyncError.Unverified, stop.Error);
        Assert.All(fault.Checks, check => Assert.Contains(BlockCheckNames.Of(check), stop.Message, StringComparison.Ordinal));
    }

    private static void AssertCounted(WrongDataFault fault, FaultCounts counts)
    {
        Assert.All(fault.Checks, check => Assert.True(counts.Of(check) > 0, $"{fault} was not counted as {BlockCheckNames.Of(check)}: {counts.All}"));
        if (fault.Error is ChainSyncError error) Assert.True(counts.Of(error) > 0, $"{fault} was not counted as {error}: {counts.All}");
        if (fault.Checks.Count == 0) Assert.Equal(0, counts.Refusals);
    }
}
