using System.Text.Json.Nodes;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Commands;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class RecordedChainTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"chainsync-{Guid.NewGuid():N}.jsonl.gz");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task AGeneratedRecordingIsTheGeneratedChain()
    {
        int exit = await RootCommands.Create()
            .Parse(["generate", "--out", _path, "--blocks", "25", "--first", "1000", "--shape", "Tiny", "--seed", "3"])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(0, exit);

        var expected = new GeneratedChain(new GeneratorOptions { Blocks = 25, First = 1000, Shape = ChainShape.Tiny, Seed = 3 });
        RecordedChain actual = RecordedChain.Load(_path);
        Assert.Equal((expected.ChainId, expected.First, expected.Last), (actual.ChainId, actual.First, actual.Last));
        for (ulong n = expected.First; n <= expected.Last; n++)
        {
            Assert.True(expected.TryGetBlock(n, out ReplayAnswer? wantedBlock));
            Assert.True(expected.TryGetReceipts(n, out ReplayAnswer? wantedReceipts));
            Assert.True(actual.TryGetBlock(n, out ReplayAnswer? block));
            Assert.True(actual.TryGetReceipts(n, out ReplayAnswer? receipts));
            Assert.True(wantedBlock.ToMemory().Span.SequenceEqual(block.ToMemory().Span));
            Assert.True(wantedReceipts.ToMemory().Span.SequenceEqual(receipts.ToMemory().Span));
            JsonNode json = JsonNode.Parse(block.ToMemory().Span)!;
            Assert.True(actual.TryFindBlock(Hash256.Parse(json["hash"]!.GetValue<string>()), out ulong found));
            Assert.Equal(n, found);
            for (int i = 0; i < json["transactions"]!.AsArray().Count; i++)
            {
                Assert.True(actual.TryFindTransaction(Hash256.Parse(json["transactions"]![i]!["hash"]!.GetValue<string>()), out found, out int index));
                Assert.Equal((n, i), (found, index));
            }
        }
    }

    [Fact]
    public async Task OtherMethodsAreAnsweredWordForWord()
    {
        Write(2, writer =>
        {
            writer.Write("trace_block", "[\"0x1\"]"u8, "[{\"type\":\"call\"}]"u8);
            writer.Write("eth_call", """[{"to":"0x01","data":"0x"}, "0x1"]"""u8, "\"0x2a\""u8);
            writer.WriteError("eth_call", """[{"to":"0x02","data":"0x"},"0x1"]"""u8, "{\"code\":3,\"message\":\"execution reverted\"}"u8);
        });
        await using ReplayServer server = await ReplayServer.StartAsync(RecordedChain.Load(_path), new ReplayServerOptions(), TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        using var content = new StringContent(
            """
            [{"jsonrpc":"2.0","id":0,"method":"trace_block","params":[ "0x1" ]},
             {"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to": "0x01", "data": "0x"},"0x1"]},
             {"jsonrpc":"2.0","id":2,"method":"eth_call","params":[{"to":"0x02","data":"0x"},"0x1"]},
             {"jsonrpc":"2.0","id":3,"method":"eth_call","params":[{"to":"0x03","data":"0x"},"0x1"]},
             {"jsonrpc":"2.0","id":4,"method":"eth_getCode","params":["0x01","0x1"]}]
            """);
        using HttpResponseMessage response = await client.PostAsync(server.Url, content, TestContext.Current.CancellationToken);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("call", answer[0]!["result"]![0]!["type"]!.GetValue<string>());
        Assert.Equal("0x2a", answer[1]!["result"]!.GetValue<string>());
        Assert.Equal(3, answer[2]!["error"]!["code"]!.GetValue<int>());
        Assert.Equal(-32000, answer[3]!["error"]!["code"]!.GetValue<int>());
        Assert.Equal(-32601, answer[4]!["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public void AMissingBlockIsNamed()
    {
        Write(2, _ => { }, last: 2);
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => RecordedChain.Load(_path));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains("block 2 ", error.Message, StringComparison.Ordinal);
    }

    private void Write(ulong blocks, Action<RecordingWriter> more, ulong? last = null)
    {
        var chain = new GeneratedChain(new GeneratorOptions { Blocks = blocks });
        using RecordingWriter writer = RecordingWriter.Create(_path, new RecordingHeader("0x539", "test", 0, last ?? (blocks - 1)));
        for (ulong n = 0; n < blocks; n++)
        {
            Assert.True(chain.TryGetBlock(n, out ReplayAnswer? block));
            Assert.True(chain.TryGetReceipts(n, out ReplayAnswer? receipts));
            writer.Write("eth_getBlockByNumber", TextEncoding.UTF8.GetBytes($"[\"0x{n:x}\",true]"), block.ToMemory().Span);
            writer.Write("eth_getBlockReceipts", TextEncoding.UTF8.GetBytes($"[\"0x{n:x}\"]"), receipts.ToMemory().Span);
        }

        more(writer);
        writer.Complete();
    }
}
