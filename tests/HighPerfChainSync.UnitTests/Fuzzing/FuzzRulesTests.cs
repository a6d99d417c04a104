using HighPerfChainSync.Buffers;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Fuzzing;
using HighPerfChainSync.Fuzzing.Corpora;
using HighPerfChainSync.Fuzzing.Running;
using HighPerfChainSync.Fuzzing.Targets;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Fuzzing;

/// <summary>The rules themselves: a broken one is noticed.</summary>
public sealed class FuzzRulesTests
{
    private static readonly FuzzSeed[] s_seeds = [new("list", "[1,2,3,{\"a\":\"0x00\"}]"u8.ToArray())];

    [Fact]
    public void An_exception_is_a_fault()
    {
        using var target = new RecordingTarget(s_seeds, static _ => throw new InvalidDataException("here"));
        Assert.IsType<InvalidDataException>(new FuzzGuard(target).Run(s_seeds[0].Bytes));
    }

    [Fact]
    public void Memory_out_of_proportion_is_a_fault()
    {
        using var target = new RecordingTarget(s_seeds, static _ => Allocate(4 << 20));
        Exception? fault = new FuzzGuard(target).Run(s_seeds[0].Bytes);
        Assert.Contains("bytes for an input of", fault?.Message, StringComparison.Ordinal);
    }

    private static ulong Allocate(int bytes)
    {
        byte[] array = new byte[bytes];
        return (ulong)array.LongLength;
    }

    [Fact]
    public void A_fault_is_reported_once_saved_and_shortened()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chainsync-test-");
        try
        {
            using var target = new RecordingTarget(
                s_seeds, static input => input.Span.IndexOf("0x"u8) >= 0 ? throw new FuzzFault("Hexadecimal.") : 0ul);
            using var output = new StringWriter();
            var run = new FuzzRun(target, new FuzzOptions { Seed = 1, Inputs = 500, FailureDirectory = folder.FullName }, output);
            run.Run(TestContext.Current.CancellationToken);
            Assert.Equal(1, run.Faults);
            Assert.Contains("Hexadecimal.", output.ToString(), StringComparison.Ordinal);
            FileInfo shortened = Assert.Single(folder.GetFiles("*-short.bin"));
            Assert.Equal("0x"u8.ToArray(), File.ReadAllBytes(shortened.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_protected_field_that_changes_is_noticed()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        FuzzSeed seed = BlockCorpus.Load(includeShared: false, 64 * 1024)[0];
        new BlockInput(seed.Bytes).Decode(new BlockDecoder(new UnknownFields()), block);
        IRecordEncoder encoder = RecordEncoders.Create(JsonRecordEncoder.FormatName);
        encoder.Encode(block, EntitySet.Default);
        var original = new VerifiedBlock(block, default);
        Assert.Null(original.FindDifference(block.Encoded));

        block.Header.Size++;
        Encode();
        Assert.Null(original.FindDifference(block.Encoded));
        block.Transactions[0].Nonce++;
        Encode();
        Assert.StartsWith("transaction.nonce is", original.FindDifference(block.Encoded), StringComparison.Ordinal);
        block.Return();

        void Encode()
        {
            block.Encoded.Clear();
            encoder.Encode(block, EntitySet.Default);
        }
    }
}
