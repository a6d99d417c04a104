using System.Buffers;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Damages an answer in thousands of ways, always the same ones: nothing but outcomes may come of it.</summary>
public sealed class RpcAnswerMutationTests
{
    private const int Rounds = 20_000;
    private const int Calls = 4;

    private static readonly byte[] s_answer =
        """[{"jsonrpc":"2.0","id":1,"result":{"number":"0x1","a":[1,2.5e3,"\u0041\n"]}},{"id":"2","result":null},{"result":[{}],"id":3},{"id":4,"error":{"code":-32000,"message":"no","data":{"b":[true]}}}]"""u8.ToArray();

    [Fact]
    public void Damaged_answers_end_in_typed_outcomes()
    {
        var random = new Random(20_240_611);
        int intact = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = Damage(random);
            RpcBatch batch = Endpoint.Batch(Calls);
            batch.WriteRequest(Calls);
            ReadOnlySequence<byte> body = round % 2 == 0 ? Segments.Contiguous(damaged) : Segments.Random(damaged, 9, round);
            RpcAnswerParser.Parse(body, batch, Calls, new ResultTexts(), null);
            for (int i = 0; i < Calls; i++)
            {
                Assert.NotEqual(batch.IsDone(i), batch.GetError(i) is not null);
                if (batch.IsDone(i)) intact++;
            }
        }

        Assert.InRange(intact, Rounds / 100, Rounds * Calls);
    }

    private static byte[] Damage(Random random)
    {
        byte[] bytes = [.. s_answer];
        for (int hits = random.Next(1, 4); hits > 0 && bytes.Length > 2; hits--)
        {
            int at = random.Next(bytes.Length);
            int length = random.Next(1, Math.Min(20, bytes.Length - at) + 1);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = bytes[..at];
                    break;
                case 3:
                    bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
                case 4:
                    bytes = [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
                    break;
                default:
                    bytes[at] = "{}[],:\"\\09n"u8[random.Next(11)];
                    break;
            }
        }

        return bytes;
    }
}
