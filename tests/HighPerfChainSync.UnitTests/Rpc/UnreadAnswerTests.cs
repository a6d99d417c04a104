using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.UnitTests.Pipeline;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Answers that lie unread until there is room for them.</summary>
public sealed class UnreadAnswerTests
{
    private const string Body = """{"jsonrpc":"2.0","id":1,"result":"ok"}""";
    private static readonly byte[] s_request = """{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"""u8.ToArray();
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task An_answer_that_lies_for_too_long_is_given_up_and_not_read()
    {
        var room = new AwaitedRoom(after: TimeSpan.FromMilliseconds(300));
        (bool isRead, RpcAnswer answer) = await ExchangeAsync(room, s_long, longestUnread: TimeSpan.FromMilliseconds(20));

        Assert.False(isRead);
        Assert.Null(answer.Fault);
        Assert.Equal(0, answer.Body.Length);
    }

    [Fact]
    public async Task The_time_limit_begins_anew_when_there_is_room()
    {
        var room = new AwaitedRoom(after: TimeSpan.FromMilliseconds(3000));
        (bool isRead, RpcAnswer answer) = await ExchangeAsync(room, timeout: TimeSpan.FromMilliseconds(2500), s_long);

        Assert.True(isRead);
        Assert.Null(answer.Fault);
        Assert.Equal(Body.Length, answer.Body.Length);
        Assert.Equal(1, room.Waits);
        Assert.True(answer.Unread > TimeSpan.FromMilliseconds(2500));
    }

    [Fact]
    public async Task An_error_is_read_without_room()
    {
        var room = new AwaitedRoom();
        (bool isRead, RpcAnswer answer) = await ExchangeAsync(room, s_long, s_long, FakeNode.Status(500, "broken"));

        Assert.True(isRead);
        Assert.NotNull(answer.Fault);
        Assert.Equal(0, room.Waits);
    }

    [Fact]
    public async Task A_fetch_waits_for_room_before_it_takes_memory()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, FakeChain.Answer));
        using var pool = new BlockDataPool(1, new SlabPool(4096, 16));
        BlockData[] blocks = [pool.Rent("test")];
        long empty = blocks[0].FootprintBytes;
        long before = -1;
        var room = new AwaitedRoom(after: TimeSpan.Zero) { OnWait = () => before = blocks[0].FootprintBytes };

        await endpoint.Source.FetchAsync(5, blocks, room, TestContext.Current.CancellationToken);

        Assert.True(endpoint.Source.WaitsForRoom);
        Assert.Equal((1, empty), (room.Waits, before));
        Assert.True(blocks[0].FootprintBytes > empty);
        blocks[0].Return();
    }

    /// <summary>What has room must not wait for a slot that only its own blocks would make free.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task One_slot_is_left_for_what_has_room(int concurrency)
    {
        var node = new FakeNode(static request => FakeNode.Items(request, static _ => "1"));
        using var metrics = new ChainSyncMetrics(new StreamStatus());
        await using var client = new RpcClient(Endpoint.Options() with { Concurrency = concurrency }, metrics, new LogLines(), new SteppingTime(), node);
        var rooms = new AwaitedRoom[6];
        var sent = new Task[rooms.Length];
        for (int i = 0; i < rooms.Length; i++)
        {
            RpcBatch batch = Endpoint.Batch(1);
            batch.Room = rooms[i] = new AwaitedRoom();
            sent[i] = client.SendAsync(batch, new ResultTexts(), TestContext.Current.CancellationToken).AsTask();
        }

        await Until.TrueAsync(() => Array.TrueForAll(rooms, static room => room.Waits == 1), "all wait for room");
        Assert.Equal(concurrency - 1, node.Requests.Count);

        await client.SendAsync(Endpoint.Batch(1), new ResultTexts(), TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        // Those that came last first: they have no slot yet.
        for (int i = rooms.Length - 1; i >= 0; i--)
        {
            rooms[i].Grant();
            await sent[i].WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        Assert.Equal(rooms.Length + 1, node.Requests.Count);
    }

    private static async Task<(bool IsRead, RpcAnswer Answer)> ExchangeAsync(
        AwaitedRoom room, TimeSpan timeout, TimeSpan longestUnread, HttpResponseMessage? response = null)
    {
        var answer = new RpcAnswer(SlabPool.Shared);
        var node = new FakeNode(_ => response ?? FakeNode.Ok(Body));
        using var transport = new RpcTransport(Endpoint.Options() with { Timeout = timeout }, node, TimeProvider.System) { LongestUnread = longestUnread };
        return (await transport.TryExchangeAsync(s_request, room, answer, TestContext.Current.CancellationToken), answer);
    }
}
