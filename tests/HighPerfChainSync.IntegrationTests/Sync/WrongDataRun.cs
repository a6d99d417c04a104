using System.Globalization;
using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.ReplayNode.Recording;
using HighPerfChainSync.ReplayNode.WrongData;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.IntegrationTests.Sync;

/// <summary>Runs of a stream over a small chain whose node gives wrong data, and what they write when it does not.</summary>
public sealed class WrongDataRun : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ulong, string> _blocks = [];

    /// <summary>Made so that every fault finds something to strike; its signatures are random.</summary>
    public WrongDataRun()
        : this(new GeneratedChain(new GeneratorOptions { Seed = 7, First = 5, Blocks = 24, Shape = ChainShape.Small }))
    {
    }

    private WrongDataRun(ReplayChain chain) => Chain = chain;

    /// <summary>The chain.</summary>
    public ReplayChain Chain { get; }

    /// <summary>How blocks are checked.</summary>
    public VerificationOptions Verification { get; private init; } = new();

    /// <summary>Runs over the recorded chain, whose signatures are real.</summary>
    public static WrongDataRun OverSample() => new(RecordedChain.Load(SampleChain.Open(), "sample"))
    {
        // The recorded node has a root of its own for blob transactions.
        Verification = new VerificationOptions { Level = VerificationLevel.Senders, SkippedChecks = CheckSet.Empty.With(BlockCheck.TransactionsRoot) },
    };

    public async ValueTask InitializeAsync()
    {
        (string output, Exception? error) = await RunAsync(Chain.First, Chain.Last, null, null, Verification, null);
        Assert.Null(error);
        ulong number = 0;
        foreach (string line in output.TrimEnd('\n').Split('\n'))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("type").GetString() == "block") number = json.RootElement.GetProperty("number").GetUInt64();
            _blocks[number] = _blocks.GetValueOrDefault(number, "") + line + "\n";
        }

        Assert.Equal((int)(Chain.Last - Chain.First + 1), _blocks.Count);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs over a part of the chain.</summary>
    /// <param name="first">Its first block.</param>
    /// <param name="last">Its last block.</param>
    /// <param name="fault">What the node does wrong; nothing when null.</param>
    /// <param name="schedule">When it does.</param>
    /// <param name="verification">How blocks are checked.</param>
    /// <param name="counts">Receives what was counted.</param>
    /// <param name="enough">So many wrong answers end the run.</param>
    /// <param name="withRightOne">Whether there is another node that does nothing wrong.</param>
    /// <returns>What was written, and how it ended: null when it came to the last block.</returns>
    internal async Task<(string Output, Exception? Error)> RunAsync(
        ulong first, ulong last, WrongDataFault? fault, WrongDataSchedule? schedule, VerificationOptions verification, FaultCounts? counts, int enough = int.MaxValue,
        bool withRightOne = false)
    {
        await using ReplayServer node = await ReplayServer.StartAsync(Chain, new ReplayServerOptions(), TestContext.Current.CancellationToken);
        if (fault is not null) node.Faults.WrongData.Enable(fault, schedule);
        await using ReplayServer? right = withRightOne ? await ReplayServer.StartAsync(Chain, new ReplayServerOptions(), TestContext.Current.CancellationToken) : null;
        using var output = new MemoryStream();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_patience);
        StreamOptions options = SyncRun.Options(node.Url, HttpVersionChoice.Http1, first, last) with { Verification = verification };
        if (right is not null) options = options with { OtherRpc = [options.Rpc with { Url = right.Url }] };
        await using var stream = new SyncStream(options, new StandardOutputSink(output), new SyncStreamServices { Meters = counts });
        Task run = stream.RunAsync(CancellationToken.None, limit.Token);
        while (fault is not null && enough < int.MaxValue && !run.IsCompleted)
        {
            if (node.Faults.WrongData.CountStrikes(fault) >= enough) await limit.CancelAsync();
            await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None));
        }

        Exception? error = await Record.ExceptionAsync(() => run);
        // With two nodes the right one may have been asked.
        if (fault is not null && !withRightOne) Assert.True(node.Faults.WrongData.CountStrikes(fault) > 0, $"{fault} never struck");
        return (TextEncoding.UTF8.GetString(output.ToArray()), error);
    }

    /// <summary>A block that a fault can strike, with blocks below it, so that others have been verified before, and one above it.</summary>
    internal ulong VictimOf(WrongDataFault fault)
    {
        for (ulong number = Chain.First + 2; number < Chain.Last; number++)
        {
            if (fault.CanStrike(Chain, number)) return number;
        }

        throw new InvalidOperationException($"{fault} can strike no block of the chain.");
    }

    /// <summary>Whether a check is made of a block, and holds, when the node does nothing wrong.</summary>
    internal bool Passes(ulong number, BlockCheck check)
    {
        Assert.True(Chain.TryGetBlock(number, out ReplayAnswer? answer));
        Assert.True(Chain.TryGetReceipts(number, out ReplayAnswer? receipts));
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent(nameof(WrongDataRun));
        var decoder = new BlockDecoder(new UnknownFields());
        decoder.DecodeBlock(new(answer.ToMemory()), block);
        decoder.DecodeReceipts(new(receipts.ToMemory()), block);
        decoder.Complete(block);
        bool passes = new BlockVerifier(Verification, ChainProfiles.Of(Chain.ChainId)).Verify(block).Passed.Contains(check);
        block.Return();
        return passes;
    }

    /// <summary>Asserts that these blocks were written, all of them, and right.</summary>
    internal void AssertWritten(ulong first, ulong last, string output)
    {
        string expected = Text(first, last);
        if (output == expected) return;
        Assert.Equal(expected.Split('\n'), output.Split('\n'));
        Assert.Fail("the text differs, the lines do not");
    }

    /// <summary>Asserts that of these blocks some were written, from the first on, and right, and of others nothing.</summary>
    internal void AssertNoneBut(ulong first, ulong last, string output) => Assert.StartsWith(output, Text(first, last), StringComparison.Ordinal);

    private string Text(ulong first, ulong last)
    {
        string text = "";
        for (ulong number = first; number <= last; number++)
            text += _blocks.GetValueOrDefault(number) ?? throw new InvalidOperationException(number.ToString(CultureInfo.InvariantCulture));
        return text;
    }
}
