using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.AllocationTests.Rpc;

public sealed class RpcAnswerParserAllocationTests
{
    private const int Calls = 100;
    private const int WarmUp = 50;
    private const int Rounds = 200;

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(64)]
    [InlineData(1)]
    public void A_batch_is_written_and_its_answer_read_without_allocating(int segmentSize)
    {
        ReadOnlySequence<byte> body = Segments.Fixed(Answer(), segmentSize);
        var batch = new RpcBatch();
        var handler = new Counter();

        for (int i = 0; i < WarmUp; i++) Exchange(batch, handler, in body);
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < Rounds; i++) Exchange(batch, handler, in body);
        }));
        Assert.InRange(handler.Count, (WarmUp + Rounds) * Calls, int.MaxValue);
    }

    [Fact]
    public async Task An_answer_is_taken_in_without_allocating_its_bytes()
    {
        const int Size = 4 << 20;
        var answer = new RpcAnswer(Buffers.SlabPool.Shared);
        using var body = new MemoryStream(new byte[Size]);
        for (int i = 0; i < WarmUp; i++) await TakeAsync(answer, body);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++) await TakeAsync(answer, body);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The memory stream answers at once, so all of it runs on this thread. Debug builds make objects of the two state machines.
        Assert.InRange(allocated / Rounds, 0, 512);
    }

    private static async ValueTask TakeAsync(RpcAnswer answer, MemoryStream body)
    {
        body.Position = 0;
        Assert.True(await answer.FillAsync(body, long.MaxValue, TestContext.Current.CancellationToken));
        answer.Seal();
        if (answer.Body.Length != body.Length) throw new InvalidOperationException("The answer is not whole.");
        answer.Reset();
    }

    private static void Exchange(RpcBatch batch, Counter handler, in ReadOnlySequence<byte> body)
    {
        batch.Clear();
        for (ulong i = 0; i < Calls; i++) batch.AddBlock(i, full: true);
        batch.WriteRequest(Calls);
        RpcAnswerParser.Parse(body, batch, Calls, handler, null);
        for (int i = 0; i < Calls; i++)
        {
            if (!batch.IsDone(i)) throw new InvalidOperationException($"Call {i} is not done.");
        }
    }

    /// <summary>An array in reverse order; every third item has its id behind its result.</summary>
    private static byte[] Answer()
    {
        const string Result = """{"number":"0x1","transactions":[{"a":"0x00"},{"b":[1,2,3]}]}""";
        var items = new List<string>();
        for (int id = Calls; id > 0; id--)
            items.Add(id % 3 == 0 ? $$"""{"result":{{Result}},"id":{{id}}}""" : $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{Result}}}""");
        return TextEncoding.UTF8.GetBytes($"[{string.Join(",", items)}]");
    }

    private sealed class Counter : IRpcResultHandler
    {
        public int Count { get; private set; }

        public long OnResult(int index, in ReadOnlySequence<byte> json)
        {
            Count++;
            var reader = new Utf8JsonReader(json);
            reader.Read();
            reader.Skip();
            return reader.BytesConsumed;
        }
    }
}
