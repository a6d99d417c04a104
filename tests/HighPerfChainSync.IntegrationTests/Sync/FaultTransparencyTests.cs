using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.IntegrationTests.Sync;

/// <summary>Whatever a node does wrong, what is written is byte for byte what is written when it does nothing wrong.</summary>
public sealed class FaultTransparencyTests(FaultlessRun faultless) : IClassFixture<FaultlessRun>
{
    public static TheoryData<ReplayFault, HttpVersionChoice> EveryFault()
    {
        var data = new TheoryData<ReplayFault, HttpVersionChoice>();
        foreach (ReplayFault fault in Enum.GetValues<ReplayFault>())
        {
            data.Add(fault, HttpVersionChoice.Http1);
            data.Add(fault, HttpVersionChoice.Http2);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryFault))]
    public async Task A_fault_leaves_no_trace(ReplayFault fault, HttpVersionChoice http)
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        node.Faults.Enable(fault, Every(fault));

        byte[] output = await SyncRun.ToStandardOutputAsync(faultless.Options(node, http));

        Assert.True(node.Faults.CountStrikes(fault) > 0, "the fault never struck");
        faultless.AssertSame(output);
    }

    [Theory]
    [InlineData(ReplayLimitStyle.Geth, HttpVersionChoice.Http1)]
    [InlineData(ReplayLimitStyle.Geth, HttpVersionChoice.Http2)]
    [InlineData(ReplayLimitStyle.Erigon, HttpVersionChoice.Http1)]
    [InlineData(ReplayLimitStyle.Erigon, HttpVersionChoice.Http2)]
    [InlineData(ReplayLimitStyle.Besu, HttpVersionChoice.Http1)]
    [InlineData(ReplayLimitStyle.Besu, HttpVersionChoice.Http2)]
    [InlineData(ReplayLimitStyle.Reth, HttpVersionChoice.Http1)]
    [InlineData(ReplayLimitStyle.Reth, HttpVersionChoice.Http2)]
    public async Task Limits_of_a_node_leave_no_trace(ReplayLimitStyle style, HttpVersionChoice http)
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        node.Faults.LimitStyle = style;
        node.Faults.BatchLimit = 3;
        node.Faults.ResponseLimit = faultless.LargestAnswer;

        byte[] output = await SyncRun.ToStandardOutputAsync(faultless.Options(node, http));

        Assert.True(node.Faults.BatchRefusals > 0, "no batch was refused");
        Assert.True(node.Faults.ResponseRefusals > 0, "no answer was refused");
        faultless.AssertSame(output);
    }

    [Theory]
    [InlineData(HttpVersionChoice.Http1)]
    [InlineData(HttpVersionChoice.Http2)]
    public async Task All_faults_together_leave_no_trace(HttpVersionChoice http)
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        ReplayFault[] together =
        [
            .. Enum.GetValues<ReplayFault>().Where(f => f is not (ReplayFault.TooManyRequestsRetryAfter or ReplayFault.NoBlockReceipts)),
        ];
        // Few blocks are near enough to the head to be missing there, and the head is seldom asked for.
        foreach (ReplayFault fault in together) node.Faults.Enable(fault, fault switch { ReplayFault.NullBlock => 2, ReplayFault.FlappingHead => 1, _ => 7 });

        byte[] output = await SyncRun.ToStandardOutputAsync(faultless.Options(node, http));

        Assert.All(together, fault => Assert.True(node.Faults.CountStrikes(fault) > 0, $"{fault} never struck"));
        faultless.AssertSame(output);
    }

    [Theory]
    [InlineData(HttpVersionChoice.Http1)]
    [InlineData(HttpVersionChoice.Http2)]
    public async Task A_head_that_advances_leaves_no_trace(HttpVersionChoice http)
    {
        await using ReplayServer node = await faultless.StartNodeAsync(
            new ReplayServerOptions { Head = faultless.Chain.First, BlocksPerSecond = 200 });

        faultless.AssertSame(await SyncRun.ToStandardOutputAsync(faultless.Options(node, http)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replicas_that_lag_behind_one_address_leave_no_trace(bool perCall)
    {
        await using ReplayServer node = await faultless.StartNodeAsync(new ReplayServerOptions
        {
            Replicas = [new ReplayReplica(9), new ReplayReplica(0), new ReplayReplica(3)],
            ReplicaPerCall = perCall,
        });

        faultless.AssertSame(await SyncRun.ToStandardOutputAsync(faultless.Options(node, HttpVersionChoice.Http1)));
    }

    [Fact]
    public async Task Files_hold_what_standard_output_shows()
    {
        string directory = Directory.CreateTempSubdirectory("chainsync-test-").FullName;
        try
        {
            await using ReplayServer node = await faultless.StartNodeAsync();
            node.Faults.Enable(ReplayFault.TruncatedBody, 4);
            await SyncRun.ToSinkAsync(
                faultless.Options(node, HttpVersionChoice.Http1),
                new NdjsonFileSink(new NdjsonFileSinkOptions { Directory = directory }));

            // Files are by entity: the order of lines inside a block is not theirs to keep.
            string[] files = [.. Directory.EnumerateFiles(directory, "*.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadAllLines)];
            string[] lines = TextEncoding.UTF8.GetString(faultless.Output).TrimEnd('\n').Split('\n');
            Assert.Equal(lines.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // A fault of every answer is what a node is like; one of some answers is what a node does now and then.
    private static int Every(ReplayFault fault) => fault switch
    {
        ReplayFault.NoBlockReceipts or ReplayFault.NoReceiptsByHash or ReplayFault.ReorderedItems
            or ReplayFault.NullBlock or ReplayFault.NullReceipts or ReplayFault.FlappingHead => 1,
        ReplayFault.TooManyRequestsRetryAfter => 9,
        ReplayFault.ErrorItem or ReplayFault.MissingItem or ReplayFault.RateLimitItem => 5,
        _ => 3,
    };
}
