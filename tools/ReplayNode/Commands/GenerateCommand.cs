using System.CommandLine;
using System.Globalization;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary><c>replaynode generate</c>: writes a generated chain into a recording.</summary>
internal static class GenerateCommand
{
    private static readonly ChainOptions s_chain = new();
    private static readonly Option<FileInfo> s_out = new("--out") { Description = "The recording to write.", Required = true };

    internal static Command Create()
    {
        var command = new Command("generate", "Writes a generated chain into a recording.") { s_out };
        s_chain.AddGeneratorTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        ReplayChain chain = s_chain.OpenGenerated(parsed);
        var header = new RecordingHeader(Quantity(chain.ChainId), chain.ClientVersion, chain.First, chain.Last);
        string path = parsed.GetRequiredValue(s_out).FullName;
        using RecordingWriter writer = RecordingWriter.Create(path, header);
        for (ulong number = chain.First; number <= chain.Last; number++)
        {
            if (!chain.TryGetBlock(number, out ReplayAnswer? block) || !chain.TryGetReceipts(number, out ReplayAnswer? receipts)) continue;
            writer.Write("eth_getBlockByNumber", TextEncoding.UTF8.GetBytes($"[\"{Quantity(number)}\",true]"), block.ToMemory().Span);
            writer.Write("eth_getBlockReceipts", TextEncoding.UTF8.GetBytes($"[\"{Quantity(number)}\"]"), receipts.ToMemory().Span);
        }

        writer.Complete();
        parsed.InvocationConfiguration.Output.WriteLine($"Wrote blocks {chain.First} to {chain.Last} to {path}");
        return 0;
    }

    private static string Quantity(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
