using HighPerfChainSync.Buffers;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Answers that lie unread until there is room for them.</summary>
public sealed class UnreadAnswerTests
{
    private static readonly byte[] s_request = """{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"""u8.ToArray();

    private const string Body = """{"jsonrpc":"2.0","id":1,"result":"ok"}""";

    [Theory]
    [InlineData(19, 1)]
    [InlineData(21, 2)]
    public async Task An_answer_that_lay_for_too_long_is_asked_for_again(int seconds, int requests)
    {
        var time = new SteppingTime();
        var room = new Room(() => time.Advance(TimeSpan.FromSeconds(seconds)));

        (RpcAnswer answer, FakeNode node) = await ExchangeAsync(new FakeNode(static _ => FakeNode.Ok(Body)), room, time, TimeSpan.FromSeconds(30));

        Assert.Null(answer.Fault);
        Assert.Equal(Body.Length, answer.Body.Length);
        Assert.Equal(requests, node.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(seconds), answer.Unread);
    }

    [Fact]
    public async Task The_time_limit_does_not_run_while_there_is_no_room()
    {
        var room = new Room(static () => Thread.Sleep(400));

        (RpcAnswer answer, FakeNode node) = await ExchangeAsync(new FakeNode(static _ => FakeNode.Ok(Body)), room, TimeProvider.System, TimeSpan.FromMilliseconds(200));

        Assert.Null(answer.Fault);
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task An_error_is_read_without_room()
    {
        var room = new Room(static () => Assert.Fail("An error needs no room."));

        (RpcAnswer answer, _) = await ExchangeAsync(new FakeNode(static _ => FakeNode.Status(500, "broken")), room, TimeProvider.System, TimeSpan.FromSeconds(30));

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
        var room = new Room(() => before = blocks[0].FootprintBytes);

        await endpoint.Source.FetchAsync(5, blocks, room, TestContext.Current.CancellationToken);

        Assert.True(endpoint.Source.WaitsForRoom);
        Assert.Equal(empty, before);
        Assert.True(blocks[0].FootprintBytes > empty);
        Assert.Equal(5ul, blocks[0].Header.Number);
        Assert.Equal(1, room.Waits);
        blocks[0].Return();
    }

    private static async Task<(RpcAnswer Answer, FakeNode Node)> ExchangeAsync(FakeNode node, Room room, TimeProvider time, TimeSpan timeout)
    {
        var answer = new RpcAnswer(SlabPool.Shared);
        using var transport = new RpcTransport(Endpoint.Options() with { Timeout = timeout }, node, time);
        await transport.ExchangeAsync(s_request, room, answer, TestContext.Current.CancellationToken);
        return (answer, node);
    }

    /// <summary>Room that there is after a while; from then on at once.</summary>
    private sealed class Room(Action wait) : IFetchedBlocks
    {
        private bool _granted;

        public int Waits { get; private set; }

        public void OnComplete(BlockData block)
        {
        }

        public ValueTask WaitForRoomAsync() => _granted ? ValueTask.CompletedTask : WaitAsync();

        private async ValueTask WaitAsync()
        {
            Waits++;
            await Task.Yield();
            wait();
            _granted = true;
        }
    }
}
