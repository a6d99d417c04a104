using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using HighPerfChainSync.FaultHarness.Hosts;

namespace HighPerfChainSync.FaultHarness.Source;

/// <summary>One run of the host into standard output in which nothing goes wrong: what the bytes of every record are.</summary>
internal static class ReferenceRun
{
    public static async Task FillAsync(KnownChain chain, string url, string directory, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "sync", "--rpc", url, "--out", "-", "--chain", "reference", "--from", chain.Source.First.ToString(CultureInfo.InvariantCulture),
            "--to", chain.Source.Last.ToString(CultureInfo.InvariantCulture), "--log", "json", "--verbosity", "quiet",
        ];
        await using HostProcess host = HostProcess.Start(Path.Combine(directory, "reference.log"), arguments);
        PipeReader reader = PipeReader.Create(host.Output);
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                chain.Add(rest.Slice(0, end).ToArray());
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted) break;
        }

        int code = await host.WaitForExitAsync(cancellationToken);
        if (code != 0) throw new HarnessException($"Without any fault the host ends with exit code {code}; its log is {host.LogFile}.");
        chain.RequireWhole();
    }
}
