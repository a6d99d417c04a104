using System.Net.WebSockets;
using System.Text.Json.Nodes;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Commands;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.UnitTests.ReplayNode;

/// <summary>Heads, branches and replicas as a client of the server sees them.</summary>
public sealed class MovingChainTests
{
    private const string Latest = "\"latest\"";

    [Fact]
    public async Task The_head_waits_for_its_block_to_be_asked_for_and_is_then_replaced()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync(new ReplayServerOptions
        {
            Reorgs = [new ReplayReorg(100, 5, TimeSpan.Zero), new ReplayReorg(110, 8, TimeSpan.Zero), new ReplayReorg(111, 0, TimeSpan.Zero)],
        });
        JsonNode first = await BlockAsync(fixture, Latest);
        Assert.Equal(100UL, Number(first));
        Assert.Equal(100UL, Number(await BlockAsync(fixture, Latest)));
        string oldest = Hash(await BlockAsync(fixture, "\"0x5f\""));
        string replaced = Hash(await BlockAsync(fixture, "\"0x60\""));

        // Asked for with its transactions: the reorganisation comes with the next call, and the head goes on to the next one.
        Assert.Equal(Hash(first), Hash(await BlockAsync(fixture, "\"0x64\"", full: true)));
        Assert.Equal(110UL, Number(await BlockAsync(fixture, Latest)));
        Assert.Equal(oldest, Hash(await BlockAsync(fixture, "\"0x5f\"")));
        Assert.NotEqual(replaced, Hash(await BlockAsync(fixture, "\"0x60\"")));
        string second = Hash(await BlockAsync(fixture, "\"0x6e\"", full: true));

        Assert.Equal(111UL, Number(await BlockAsync(fixture, Latest)));
        Assert.NotEqual(second, Hash(await BlockAsync(fixture, "\"0x6e\"")));
        await BlockAsync(fixture, "\"0x6f\"", full: true);

        // Back to the branch before.
        Assert.Equal(199UL, Number(await BlockAsync(fixture, Latest)));
        Assert.Equal(second, Hash(await BlockAsync(fixture, "\"0x6e\"")));
    }

    [Fact]
    public async Task An_orphan_is_not_known_by_its_hash()
    {
        var chain = new BranchingChain(new GeneratedChain(new GeneratorOptions { Blocks = 200 }));
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync(new ReplayServerOptions { Head = 150 }, chain);
        string orphan = Hash(await BlockAsync(fixture, "\"0x96\""));
        chain.Reorganise(head: 150, depth: 3);
        Assert.Null((await fixture.CallAsync("eth_getBlockByHash", $"[\"{orphan}\",false]"))["result"]);
        Assert.Null((await fixture.CallAsync("eth_getBlockReceipts", $"[\"{orphan}\"]"))["result"]);
        Assert.NotNull((await fixture.CallAsync("eth_getBlockReceipts", "[\"0x96\"]"))["result"]);
    }

    [Fact]
    public async Task Replicas_answer_in_turn_and_do_not_know_what_is_above_their_head()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync(new ReplayServerOptions
        {
            Replicas = [new ReplayReplica(0), new ReplayReplica(7)],
        });
        foreach (ulong head in (ulong[])[199, 192, 199]) Assert.Equal(head, Number(await BlockAsync(fixture, Latest)));
        Assert.Null((await fixture.CallAsync("eth_getBlockByNumber", "[\"0xc7\",false]"))["result"]);
        Assert.NotNull((await fixture.CallAsync("eth_getBlockByNumber", "[\"0xc7\",false]"))["result"]);
    }

    [Fact]
    public async Task A_batch_may_be_answered_from_two_forks()
    {
        var chain = new BranchingChain(new GeneratedChain(new GeneratorOptions { Blocks = 200 }));
        int branch = chain.AddBranch(fork: 100);
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync(
            new ReplayServerOptions { Replicas = [new ReplayReplica(0), new ReplayReplica(0, branch)], ReplicaPerCall = true }, chain);
        JsonArray answers = (await fixture.CallAsync(ReplayServerFixture.Batch(4, "eth_getBlockByNumber", "[\"0x96\",false]"))).AsArray();
        string[] hashes = [.. answers.Select(answer => Hash(answer!["result"]!))];
        Assert.Equal(hashes[0], hashes[2]);
        Assert.Equal(hashes[1], hashes[3]);
        Assert.NotEqual(hashes[0], hashes[1]);
    }

    [Fact]
    public async Task A_head_flaps_while_the_blocks_stay()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.Enable(ReplayFault.FlappingHead, every: 1);
        Assert.Equal(196UL, Number(await BlockAsync(fixture, Latest)));
        Assert.Equal("0xc7", (await fixture.CallAsync("eth_blockNumber", "[]"))["result"]!.GetValue<string>());
        Assert.Equal("0xc4", (await fixture.CallAsync("eth_blockNumber", "[]"))["result"]!.GetValue<string>());
        Assert.NotNull((await fixture.CallAsync("eth_getBlockByNumber", "[\"0xc7\",false]"))["result"]);
    }

    [Fact]
    public async Task New_heads_are_announced_after_a_reorganisation_from_the_fork_on()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        var chain = new BranchingChain(new GeneratedChain(new GeneratorOptions { Blocks = 200 }));
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync(new ReplayServerOptions { Head = 150 }, chain);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(fixture.Server.Url) { Scheme = "ws" }.Uri, stop);
        await SendAsync(socket, """{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}""");
        Assert.Equal("0x1", (await ReceiveAsync(socket))["result"]!.GetValue<string>());
        await SendAsync(socket, """{"jsonrpc":"2.0","id":2,"method":"eth_blockNumber","params":[]}""");
        Assert.Equal("0x96", (await ReceiveAsync(socket))["result"]!.GetValue<string>());

        fixture.Server.Head.Set(152);
        foreach (ulong head in (ulong[])[151, 152]) Assert.Equal(head, Number(await HeadAsync(socket)));

        chain.Reorganise(head: 152, depth: 2);
        JsonNode[] replaced = [await HeadAsync(socket), await HeadAsync(socket)];
        Assert.Equal([151UL, 152UL], replaced.Select(Number));
        Assert.Equal(Hash(replaced[0]), replaced[1]["parentHash"]!.GetValue<string>());
        Assert.Equal(Hash(await BlockAsync(fixture, "\"0x98\"")), Hash(replaced[1]));
        Assert.Null(replaced[1]["transactions"]);
    }

    [Theory]
    [InlineData("200:5", 200, 5, 1)]
    [InlineData("200:5:0.25", 200, 5, 0.25)]
    [InlineData("203:back", 203, 0, 1)]
    public void Reorganisations_on_the_command_line(string text, ulong height, int depth, double seconds) =>
        Assert.Equal(new ReplayReorg(height, depth, TimeSpan.FromSeconds(seconds)), MovementParser.ParseReorg(text));

    [Theory]
    [InlineData("200")]
    [InlineData("200:0")]
    [InlineData("x:5")]
    [InlineData("200:5:-1")]
    public void What_is_no_reorganisation_is_refused(string text) => Assert.Throws<FormatException>(() => MovementParser.ParseReorg(text));

    [Fact]
    public async Task Reorganisations_that_cannot_be_made_are_refused()
    {
        ReplayServerOptions[] wrong =
        [
            new() { Reorgs = [new ReplayReorg(500, 5, TimeSpan.Zero)] },
            new() { Reorgs = [new ReplayReorg(20, 21, TimeSpan.Zero)] },
            new() { Reorgs = [new ReplayReorg(50, 5, TimeSpan.Zero), new ReplayReorg(40, 5, TimeSpan.Zero)] },
        ];
        foreach (ReplayServerOptions options in wrong) await Assert.ThrowsAsync<ArgumentException>(() => ReplayServerFixture.StartAsync(options));
    }

    [Fact]
    public void Replicas_on_the_command_line()
    {
        Assert.Equal([new ReplayReplica(0), new ReplayReplica(3, 1)], MovementParser.ParseReplicas("0,3@1"));
        Assert.Empty(MovementParser.ParseReplicas(null));
        Assert.Throws<FormatException>(() => MovementParser.ParseReplicas("0,x"));
    }

    private static async Task<JsonNode> BlockAsync(ReplayServerFixture fixture, string block, bool full = false) =>
        (await fixture.CallAsync("eth_getBlockByNumber", $"[{block},{(full ? "true" : "false")}]"))["result"]!;

    private static async Task SendAsync(ClientWebSocket socket, string message) =>
        await socket.SendAsync(TextEncoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private static async Task<JsonNode> HeadAsync(ClientWebSocket socket) => (await ReceiveAsync(socket))["params"]!["result"]!;

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken);
            length += part.Count;
            if (part.EndOfMessage) return JsonNode.Parse(buffer.AsSpan(0, length))!;
        }
    }

    private static ulong Number(JsonNode block) => Convert.ToUInt64(block["number"]!.GetValue<string>(), 16);

    private static string Hash(JsonNode block) => block["hash"]!.GetValue<string>();
}
