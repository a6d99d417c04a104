using System.Net.WebSockets;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Rpc.Hints;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Announcements over a WebSocket make a look at the head come sooner, and do nothing else.</summary>
public sealed class HeadHintTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_ends_when_the_node_announces_a_block()
    {
        var announce = new SemaphoreSlim(0);
        await using var node = new WebSocketNode(async (_, socket, stop) =>
        {
            await WebSocketNode.AcceptAsync(socket, stop);
            while (true)
            {
                await announce.WaitAsync(stop);
                await WebSocketNode.AnnounceAsync(socket, stop);
            }
        });
        await using RpcBlockSource source = Create(node.Url);
        for (int i = 0; i < 3; i++)
        {
            Task wait = source.WaitForNewsAsync(s_long, Cancel).AsTask();
            Assert.False(wait.IsCompleted);
            announce.Release();
            await wait.WaitAsync(s_patience, Cancel);
        }

        Assert.Equal(1, node.Connections);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("flood")]
    [InlineData("garbage")]
    [InlineData("refuse")]
    [InlineData("binary")]
    public async Task A_connection_that_breaks_or_makes_no_sense_is_made_again(string fault)
    {
        await using var node = new WebSocketNode(async (number, socket, stop) =>
        {
            if (number < 2) await FailAsync(fault, socket, stop);
            else
            {
                await WebSocketNode.AcceptAsync(socket, stop);
                await WebSocketNode.AnnounceAsync(socket, stop);
                await WebSocketNode.ReceiveAsync(socket, stop);
            }
        });
        var log = new LogLines();
        await using RpcBlockSource source = Create(node.Url, log);
        await source.WaitForNewsAsync(s_long, Cancel).AsTask().WaitAsync(s_patience, Cancel);
        Assert.Equal(3, node.Connections);
        Assert.Contains(log.Lines, line => line.StartsWith("Warning: ws://127.0.0.1", StringComparison.Ordinal) && line.Contains("They are found by polling", StringComparison.Ordinal));
        if (fault == "refuse") Assert.Contains(log.Lines, line => line.Contains("\"notifications not supported\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_WebSocket_and_without_an_answer_the_time_passes()
    {
        await using RpcBlockSource plain = Create(null);
        await plain.WaitForNewsAsync(TimeSpan.FromMilliseconds(1), Cancel);

        var log = new LogLines();
        await using (RpcBlockSource source = Create(new Uri("ws://user:s3cretkey@127.0.0.1:1/"), log))
        {
            for (int i = 0; i < 3; i++) await source.WaitForNewsAsync(TimeSpan.FromMilliseconds(20), Cancel);
            using var cancelled = new CancellationTokenSource();
            await cancelled.CancelAsync();
            await source.WaitForNewsAsync(s_long, cancelled.Token).AsTask().WaitAsync(s_patience, Cancel);
        }

        Assert.All(log.Lines, line => Assert.DoesNotContain("s3cretkey", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_and_headers_are_sent_as_over_HTTP()
    {
        await using var node = new WebSocketNode(async (_, socket, stop) =>
        {
            await WebSocketNode.AcceptAsync(socket, stop);
            await WebSocketNode.AnnounceAsync(socket, stop);
            await WebSocketNode.ReceiveAsync(socket, stop);
        });
        var options = Endpoint.Options() with { WebSocket = node.Url, BearerToken = "t0ken", Headers = new Dictionary<string, string> { ["X-Client"] = "c" } };
        await using var source = new RpcBlockSource(options, new ChainSyncMetrics(new StreamStatus()), new LogLines());
        await source.WaitForNewsAsync(s_long, Cancel).AsTask().WaitAsync(s_patience, Cancel);
        Assert.True(node.Headers.TryPeek(out var headers));
        Assert.Equal("Bearer t0ken", headers!["Authorization"]);
        Assert.Equal("c", headers["X-Client"]);
    }

    /// <summary>A node that announces without end, and has nothing new, costs a look now and then.</summary>
    [Fact]
    public async Task Announcements_that_nothing_comes_of_are_heard_ever_less()
    {
        var time = new SteppingTime();
        var signal = new HeadSignal(time);
        signal.Observe(7);
        long start = time.GetTimestamp();
        const int Looks = 20;
        for (int i = 0; i < Looks; i++)
        {
            signal.Raise();
            await signal.WaitAsync(s_long, Cancel);
            signal.Observe(7);
        }

        // 0.05 s, 0.1 s … 3.2 s, then 4 s each.
        TimeSpan spent = time.GetElapsedTime(start);
        Assert.InRange(spent.TotalSeconds, 6 + (4 * (Looks - 10)), 6.5 + (4 * Looks));

        signal.Observe(8);
        signal.Raise();
        start = time.GetTimestamp();
        await signal.WaitAsync(s_long, Cancel);
        Assert.InRange(time.GetElapsedTime(start).TotalSeconds, 0, 0.06);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x9c"}""", 1)]
    [InlineData("""{"jsonrpc":"2.0","method":"eth_subscription","params":{"result":{"a":[1,{"b":null}]}}}""", 2)]
    [InlineData("""{"method":"other","params":["eth_subscription"]}""", 0)]
    [InlineData("""{"result":true}""", 0)]
    [InlineData("""{"error":null}""", 0)]
    [InlineData("""[1,2]""", 0)]
    [InlineData("\"eth_subscription\"", 0)]
    public void Messages_are_told_apart(string message, int kind) =>
        Assert.Equal((SubscriptionMessage.Kind)kind, SubscriptionMessage.Read(TextEncoding.UTF8.GetBytes(message)));

    [Fact]
    public void Any_damage_to_a_message_is_a_fault_or_nothing()
    {
        byte[] message = """{"jsonrpc":"2.0","method":"eth_subscription","params":{"result":{"a":[1,{"b":null}]}},"error":{"code":-1,"message":"\ud800 no"}}"""u8.ToArray();
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = message[..random.Next(1, message.Length + 1)];
            for (int hits = random.Next(4); hits > 0; hits--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Exception? error = Record.Exception(() => SubscriptionMessage.Read(damaged));
            Assert.True(error is null or JsonException or ChainSyncException or InvalidOperationException, error?.ToString());
        }
    }

    private static async Task FailAsync(string fault, WebSocket socket, CancellationToken stop)
    {
        switch (fault)
        {
            case "close":
                await WebSocketNode.AcceptAsync(socket, stop);
                break;
            case "flood":
                await WebSocketNode.AcceptAsync(socket, stop);
                await WebSocketNode.SendAsync(socket, "{\"x\":\"" + new string('y', 1 << 20), stop);
                await WebSocketNode.ReceiveAsync(socket, stop);
                break;
            case "garbage":
                await WebSocketNode.AcceptAsync(socket, stop);
                await WebSocketNode.SendAsync(socket, "<html>", stop);
                await WebSocketNode.ReceiveAsync(socket, stop);
                break;
            case "refuse":
                await WebSocketNode.ReceiveAsync(socket, stop);
                await WebSocketNode.SendAsync(socket, """{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"notifications not supported"}}""", stop);
                await WebSocketNode.ReceiveAsync(socket, stop);
                break;
            default:
                await socket.SendAsync(new byte[] { 0, 1, 2, 255 }, WebSocketMessageType.Binary, endOfMessage: true, stop);
                await WebSocketNode.ReceiveAsync(socket, stop);
                break;
        }
    }

    private static RpcBlockSource Create(Uri? socket, LogLines? log = null) => new(
        Endpoint.Options() with { WebSocket = socket },
        new ChainSyncMetrics(new StreamStatus()),
        log ?? new LogLines(),
        verification: new VerificationOptions { Level = VerificationLevel.None });
}
