using System.Buffers;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>The memory of an answer is given back while it is parsed. Debug builds overwrite it then, so that what was read from it afterwards would be wrong.</summary>
public sealed class RpcAnswerReleaseTests
{
    private const int Calls = 5;
    private const int Rounds = 1_500;

    private readonly SlabPool _slabs = new(4096, maxKept: 64);

    [Fact]
    public async Task What_has_been_parsed_is_given_back_at_once()
    {
        RpcAnswer answer = await TakeInAsync(Answer(idFirst: true));
        RpcBatch batch = Asked();
        var handler = new Held(_slabs);

        RpcAnswerParser.Parse(answer.Body, batch, Calls, handler, null, answer.ReleaseBefore);

        Assert.All(Enumerable.Range(0, Calls), i => Assert.True(batch.IsDone(i)));
        Assert.Equal(Calls, handler.Slabs.Count);
        for (int i = 1; i < Calls; i++) Assert.InRange(handler.Slabs[i - 1] - handler.Slabs[i], 2, 4);
        answer.Reset();
        Assert.Equal(0, _slabs.Outstanding);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_cut_behind_a_result_comes_to_the_same(bool isSingle)
    {
        var slabs = new SlabPool(64 * 1024, maxKept: 4);
        string text = TextEncoding.UTF8.GetString(Answer(idFirst: true));
        for (int end = text.IndexOf("\"}", StringComparison.Ordinal); end >= 0; end = text.IndexOf("\"}", end + 1, StringComparison.Ordinal))
        {
            byte[] cut = TextEncoding.UTF8.GetBytes(text[(isSingle ? 1 : 0)..(end + 2)]);
            (string expected, _) = Outcome(new ReadOnlySequence<byte>(cut), null);
            RpcAnswer answer = await TakeInAsync(cut, slabs);
            (string actual, int results) = Outcome(answer.Body, answer.ReleaseBefore);
            Assert.Equal(expected, actual);
            Assert.InRange(results, 1, Calls);
            answer.Reset();
            Assert.Equal(0, slabs.Outstanding);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Damaged_answers_come_to_the_same_as_when_nothing_is_given_back(bool idFirst)
    {
        byte[] whole = Answer(idFirst);
        var random = new Random(7);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = [.. whole];
            for (int hits = random.Next(3); hits > 0; hits--) damaged[random.Next(damaged.Length)] = (byte)"\"{}[],:0x"[random.Next(9)];
            if (random.Next(4) == 0) damaged = damaged[..random.Next(damaged.Length)];
            (string expected, _) = Outcome(new ReadOnlySequence<byte>(damaged), null);
            RpcAnswer answer = await TakeInAsync(damaged);
            (string actual, int results) = Outcome(answer.Body, answer.ReleaseBefore);
            Assert.Equal(expected, actual);
            Assert.InRange(results, 0, Calls);
            answer.Reset();
            Assert.Equal(0, _slabs.Outstanding);
        }
    }

    private static RpcBatch Asked()
    {
        RpcBatch batch = Endpoint.Batch(Calls);
        batch.WriteRequest(Calls);
        return batch;
    }

    private static (string Text, int Results) Outcome(in ReadOnlySequence<byte> body, Action<SequencePosition>? release)
    {
        RpcBatch batch = Asked();
        var results = new ResultTexts();
        RpcAnswerParser.Parse(body, batch, Calls, results, null, release);
        IEnumerable<string> calls = Enumerable.Range(0, Calls).Select(i => batch.IsDone(i) ? results.Texts[i] : batch.GetError(i)!.Message);
        return (string.Join('\n', calls), results.Texts.Count);
    }

    /// <summary>Results of 12,000 bytes, the call's digit over and over.</summary>
    private static byte[] Answer(bool idFirst)
    {
        IEnumerable<string> items = Enumerable.Range(1, Calls).Select(id =>
        {
            string result = $$"""{"data":"0x{{new string((char)('0' + id), 12_000)}}"}""";
            return idFirst || id % 2 == 0 ? $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""" : $$"""{"result":{{result}},"id":{{id}}}""";
        });
        return TextEncoding.UTF8.GetBytes($"[{string.Join(',', items)}]");
    }

    private Task<RpcAnswer> TakeInAsync(byte[] bytes) => TakeInAsync(bytes, _slabs);

    private static async Task<RpcAnswer> TakeInAsync(byte[] bytes, SlabPool slabs)
    {
        var answer = new RpcAnswer(slabs);
        using var body = new MemoryStream(bytes);
        Assert.True(await answer.FillAsync(body, long.MaxValue, TestContext.Current.CancellationToken));
        answer.Seal();
        return answer;
    }

    private sealed class Held(SlabPool slabs) : IRpcResultHandler
    {
        private readonly ResultTexts _texts = new();

        public List<int> Slabs { get; } = [];

        public long OnResult(int index, in ReadOnlySequence<byte> json)
        {
            Slabs.Add(slabs.Outstanding);
            return _texts.OnResult(index, json);
        }
    }
}
