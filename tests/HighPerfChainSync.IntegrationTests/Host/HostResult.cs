namespace HighPerfChainSync.IntegrationTests.Host;

/// <summary>How a run of <c>chainsync</c> ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record HostResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>Standard output as lines, the last one's end taken off.</summary>
    public string[] Lines => Output.Length == 0 ? [] : TextEncoding.UTF8.GetString(Output).TrimEnd('\n').Split('\n');
}
